import { situations } from '../../../test/support/decision/situations';
import { decidePlayback } from './playback-decision';

test.each(situations.map((each) => [each.name, each] as const))('%s', (_name, each) => {
  const { facts, viewer, country, at, expected } = each;
  expect(decidePlayback(facts, viewer, country, at)).toStrictEqual(expected);
});

test('each situation has a name of its own', () => {
  expect(new Set(situations.map(({ name }) => name)).size).toBe(situations.length);
});
