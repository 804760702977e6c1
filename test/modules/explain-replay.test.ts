import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Step, someHistories } from '../support/factories/histories';
import { type Noted, openReplay } from '../support/replay';

const isLong = process.env.SHOWRUNNER_LONG === '1';
const histories = isLong ? 1_000 : 200;
/** Histories made at a time. */
const lanes = 4;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ poolMax: 8 });
}, 120_000);
afterAll(() => test.close());

interface Replayed {
  asked: number;
  allowed: number;
  /** Answers, of every fourth, that are another with what was learnt later. */
  learntBetter: number;
  wrong: unknown[];
}

async function replayLane(some: readonly Step[][]): Promise<Replayed> {
  const replay = openReplay(test.db);
  const result: Replayed = { asked: 0, allowed: 0, learntBetter: 0, wrong: [] };
  const then = async ({ at, answer: _, ...question }: Noted, knownAt: Date) =>
    (await replay.explain.decideThen({ ...question, at, knownAt }))?.decision;
  for (const history of some) {
    for (const noted of await replay.live(history)) {
      result.asked += 1;
      if (noted.answer.decision === 'allowed') result.allowed += 1;
      const asKnownThen = await then(noted, noted.at);
      if (!isSame(asKnownThen, noted.answer)) result.wrong.push({ noted, asKnownThen, history });
      if (result.asked % 4 !== 0) continue;
      const asKnownLater = await then(noted, new Date('2027-01-01T00:00:00Z'));
      if (!isSame(asKnownLater, noted.answer)) result.learntBetter += 1;
    }
  }
  await replay.close();
  return result;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

it(
  `the answers of ${histories} random histories are the same when asked for afterwards, as far as it was known then`,
  async () => {
    const all = someHistories(histories, 20_260_503);
    const shares = Array.from({ length: lanes }, (_, lane) => all.filter((_history, i) => i % lanes === lane));
    const results = await Promise.all(shares.map(replayLane));
    const sum = (of: (result: Replayed) => number) => results.reduce((total, result) => total + of(result), 0);
    expect(results.flatMap(({ wrong }) => wrong)).toEqual([]);
    // Histories in which nothing happens, or nothing is learnt late, would prove nothing.
    expect(sum(({ asked }) => asked)).toBeGreaterThan(3 * histories);
    expect(sum(({ allowed }) => allowed)).toBeGreaterThan(histories / 4);
    expect(sum(({ learntBetter }) => learntBetter)).toBeGreaterThan(histories / 200);
  },
  isLong ? 1_800_000 : 600_000,
);
