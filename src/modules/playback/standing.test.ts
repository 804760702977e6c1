import { silentLogger } from '../../platform/observability';
import type { PlaybackDecision } from '../access';
import { createStanding, type Watching } from './standing';

const watching: Watching = {
  videoId: 'v',
  accountId: null,
  country: null,
  passwordIds: [],
  countedSessionId: null,
  grantedAt: null,
};
const noonMs = Date.parse('2026-05-01T12:00:00Z');
const yes: PlaybackDecision = { decision: 'allowed', why: 'public', until: null };
const no: PlaybackDecision = {
  decision: 'refused',
  refusals: [{ reason: 'not_published', remedies: [] }],
  existencePublic: false,
  until: null,
};

function setUp(first: PlaybackDecision | null = yes) {
  const state = { nowMs: noonMs, answer: first, away: false, asked: 0 };
  const standing = createStanding({
    clock: { now: () => new Date(state.nowMs) },
    logger: silentLogger,
    decide: async () => {
      state.asked++;
      if (state.away) throw new Error('Connection terminated');
      return state.answer;
    },
  });
  const ask = (freshWithinMs: number, grantedAt: Date | null = null) =>
    standing.ask({ ...watching, grantedAt }, freshWithinMs);
  return { state, ask };
}

test('an answer is repeated while it is fresh enough for what is asked', async () => {
  const { state, ask } = setUp();
  await ask(1_500);
  state.answer = no;
  state.nowMs += 1_499;
  expect(await ask(1_500)).toBe(yes);
  state.nowMs += 1;
  expect(await ask(8_000)).toBe(yes);
  expect(await ask(1_500)).toBe(no);
  expect(state.asked).toBe(2);
});

test('a thousand at once are one question', async () => {
  const { state, ask } = setUp();
  await Promise.all(Array.from({ length: 1_000 }, () => ask(1_500)));
  expect(state.asked).toBe(1);
});

test('an answer is not repeated beyond the instant it names', async () => {
  const { state, ask } = setUp({ ...yes, until: new Date(noonMs + 300) });
  await ask(8_000);
  state.nowMs += 299;
  await ask(8_000);
  expect(state.asked).toBe(1);
  state.nowMs += 1;
  state.answer = no;
  expect(await ask(8_000)).toBe(no);
});

test('while the facts cannot be read the last answer stands, asked for again every two seconds', async () => {
  const { state, ask } = setUp(no);
  await ask(0);
  state.away = true;
  for (let second = 0; second < 10; second++) {
    state.nowMs += 1_000;
    expect(await ask(500)).toBe(no);
  }
  expect(state.asked).toBe(1 + 5);
  state.away = false;
  state.answer = yes;
  state.nowMs += 2_000;
  expect(await ask(500)).toBe(yes);
});

test('with nothing known, unreadable facts are no answer', async () => {
  const { state, ask } = setUp();
  state.away = true;
  expect(await ask(1_500)).toBeNull();
});

test('a video that is gone is told from one that cannot be read', async () => {
  const { ask } = setUp(null);
  expect(await ask(1_500)).toBe('missing');
});

test('who was refused and let in since is not shown the old no', async () => {
  const { state, ask } = setUp(no);
  await ask(8_000);
  state.answer = yes;
  state.nowMs += 100;
  const letIn = new Date(state.nowMs);
  expect(await ask(8_000)).toBe(no);
  const [first, second] = await Promise.all([ask(8_000, letIn), ask(8_000, letIn)]);
  expect([first, second]).toEqual([yes, yes]);
  expect(state.asked).toBe(2);
});

test('a no that was under way when somebody was let in is asked about again', async () => {
  const { state, ask } = setUp(no);
  const underWay = ask(8_000);
  state.answer = yes;
  state.nowMs += 100;
  expect(await ask(8_000, new Date(state.nowMs))).toBe(yes);
  expect(await underWay).toBe(no);
});
