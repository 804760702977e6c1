import { describe, expect, it } from '@jest/globals';
import { formatBytes } from './format-bytes';
import { formatDistance, formatHour, formatWhen } from './format-date';
import { formatRunTime, formatWait } from './format-duration';
import { fromLocalInput, toLocalInput } from './local-date-time';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_400, '1 kB'],
    [999_900, '1 MB'],
    [48_200_000, '48.2 MB'],
    [1_040_000_000, '1.04 GB'],
    [2_000_000_000, '2 GB'],
    [512_000_000_000, '512 GB'],
  ])('shows %d bytes as %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});

describe('formatRunTime', () => {
  it.each([
    [0, '0:00'],
    [7_400, '0:07'],
    [247_000, '4:07'],
    [3_729_000, '1:02:09'],
    [59_999, '1:00'],
  ])('shows %d ms as %s', (milliseconds, words) => expect(formatRunTime(milliseconds)).toBe(words));
});

describe('formatWait', () => {
  it.each([
    [0.2, '1 s'],
    [59.4, '59 s'],
    [90, '2 min'],
    [7_200, '2 h'],
    [12_000, '3 h 20 min'],
    [400_000, '5 days'],
  ])('shows %d s as %s', (seconds, words) => expect(formatWait(seconds)).toBe(words));
});

describe('dates', () => {
  const now = new Date('2026-05-03T12:00:00');
  it('shows the time today, the day this year and the year before that', () => {
    expect(formatWhen('2026-05-03T08:05:00', now)).toBe('08:05');
    expect(formatWhen('2026-02-01T08:05:00', now)).toBe('1 Feb');
    expect(formatWhen('2024-02-01T08:05:00', now)).toBe('1 Feb 2024');
  });
  it('says the time of day, with the day unless it is today', () => {
    expect(formatHour('2026-05-03T20:00:00', now)).toBe('20:00');
    expect(formatHour('2026-05-04T00:05:00', now)).toBe('4 May, 00:05');
    expect(formatHour('2027-05-04T00:05:00', now)).toBe('4 May 2027, 00:05');
  });
  it('says how far away a moment is', () => {
    expect(formatDistance('2026-05-03T11:55:00', now)).toBe('5 minutes ago');
    expect(formatDistance('2026-06-02T12:00:00', now)).toBe('in 30 days');
    expect(formatDistance('2026-05-03T11:59:30', now)).toBe('now');
  });
  it('carries an instant through a date-time field unchanged', () => {
    expect(fromLocalInput(toLocalInput('2026-10-25T00:30:00.000Z'))).toBe('2026-10-25T00:30:00.000Z');
    expect(fromLocalInput('')).toBeNull();
    expect(fromLocalInput('2026-13-40T00:00')).toBeNull();
  });
});
