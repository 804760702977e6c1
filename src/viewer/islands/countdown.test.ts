import { countdownText } from './countdown';

test.each([
  [-5_000, '00:00:00'],
  [1, '00:00:01'],
  [61_000, '00:01:01'],
  [3_600_000 * 23 + 59_000, '23:00:59'],
  [86_400_000, '1 day 00:00:00'],
  [86_400_000 * 12 + 3_723_000, '12 days 01:02:03'],
])('%i ms are %s', (milliseconds, text) => expect(countdownText(milliseconds)).toBe(text));
