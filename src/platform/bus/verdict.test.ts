import { AppError } from '../errors';
import { PermanentFailure } from './define';
import { defaultRetryDelaysMs, retryDelayMs, verdictOn } from './verdict';

const base = { attempt: 1, attempts: 8, delaysMs: defaultRetryDelaysMs, transactional: true };
const appError = (kind: 'invalid' | 'conflict' | 'unavailable') =>
  new AppError({ kind, code: 'x', publicMessage: 'x' });
const databaseAway = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('the verdict on a failed try', () => {
  test.each([
    ['a programming error', new Error('x'), 'retry'],
    ['a permanent failure', new PermanentFailure('x'), 'dead'],
    ['an invalid order', appError('invalid'), 'dead'],
    ['a conflict that may pass', appError('conflict'), 'retry'],
    ['a part that is away', appError('unavailable'), 'retry'],
  ])('%s', (_what, error, kind) => {
    expect(verdictOn(error, base).kind).toBe(kind);
  });

  test('the last attempt is the last', () => {
    expect(verdictOn(new Error('x'), { ...base, attempt: 7 }).kind).toBe('retry');
    expect(verdictOn(new Error('x'), { ...base, attempt: 8 }).kind).toBe('dead');
  });

  test('a try that never reached the database is not counted, however many there were', () => {
    expect(verdictOn(databaseAway, { ...base, attempt: 8 })).toEqual({ kind: 'retry', delayMs: 10_000, spent: false });
  });

  test.each(['EAI_AGAIN', 'ENOTFOUND', 'ETIMEDOUT'])(
    'DEP-016: nor is one whose database could not even be found (%s)',
    (code) => {
      const lost = Object.assign(new Error(`getaddrinfo ${code} db.example`), { code });
      expect(verdictOn(lost, { ...base, attempt: 8 })).toEqual({ kind: 'retry', delayMs: 10_000, spent: false });
    },
  );

  test('another server that refuses connections does count', () => {
    expect(verdictOn(databaseAway, { ...base, attempt: 8, transactional: false }).kind).toBe('dead');
  });
});

describe('the wait before the next try', () => {
  test('is one of the shared delays and rises with the attempts', () => {
    const longest = () => 0.999;
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelayMs(attempt, defaultRetryDelaysMs, longest))).toEqual([
      10_000, 60_000, 600_000, 3_600_000, 3_600_000,
    ]);
  });

  test('is spread, so that what failed together does not come back together', () => {
    const luck = [0.001, 0.01, 0.1, 0.9];
    expect(luck.map((value) => retryDelayMs(4, defaultRetryDelaysMs, () => value))).toEqual([
      10_000, 60_000, 600_000, 3_600_000,
    ]);
  });
});
