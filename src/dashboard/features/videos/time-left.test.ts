import { describe, expect, it } from '@jest/globals';
import { timeLeft } from './time-left';

describe('timeLeft', () => {
  it.each([
    [null, 'Working out how long …'],
    [0, 'A few seconds left'],
    [15, 'A few seconds left'],
    [16, 'Less than a minute left'],
    [49, 'Less than a minute left'],
    [50, 'About 1 minute left'],
    [89, 'About 1 minute left'],
    [240, 'About 4 minutes left'],
    [14 * 60, 'About 14 minutes left'],
    [17 * 60, 'About 15 minutes left'],
    [57 * 60, 'About 55 minutes left'],
    [58 * 60, 'About 1 hour left'],
    [64 * 60, 'About 1 hour left'],
    [80 * 60, 'About 1 h 20 min left'],
    [175 * 60, 'About 3 hours left'],
    [5 * 3_600 + 1_200, 'About 5 hours left'],
    [47 * 3_600, 'About 47 hours left'],
    [49 * 3_600, 'About 2 days left'],
  ])('says %s s as %s', (seconds, words) => expect(timeLeft(seconds)).toBe(words));
});
