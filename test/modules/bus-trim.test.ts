import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { discardDeadLetter, replayDeadLetter, trimBus } from '../../src/platform/bus';
import { recordDeadLetter } from '../../src/platform/bus/dead-letters';
import type { Message } from '../../src/platform/bus/message';
import { enterInbox, insertMessages, saveSubscriptions } from '../../src/platform/bus/store';
import { createEffects, type Effects } from '../support/bus';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDeadLetters } from '../support/dead-letters';

const name = 'guests.taste-pie';
/** Rows to trim; SHOWRUNNER_LONG=1 for a table as big as a busy installation's. */
const many = process.env.SHOWRUNNER_LONG ? 200_000 : 20_000;

let database: TestDatabase;
let effects: Effects;

beforeAll(async () => {
  database = await createTestDatabase();
  effects = await createEffects(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql(
    'truncate bus.outbox, bus.inbox, bus.deliveries, bus.watched, bus.dead_letters, bus.subscriptions, effects',
  );
  await sql("update bus.reconciled set sent_at = now() + interval '1 day'");
  await saveSubscriptions(database.db.reader, [{ consumer: name, topic: 'kitchen.pie-baked' }]);
});

const sql = (text: string) => database.db.reader.raw<{ rows: { count: number }[] }>(text);
const trim = () => trimBus({ db: database.db }).run();

async function passDays(days: number): Promise<void> {
  const aged: [string, string[]][] = [
    ['outbox', ['created_at', 'sent_at']],
    ['inbox', ['received_at']],
    ['deliveries', ['done_at', 'next_attempt_at']],
    ['dead_letters', ['died_at', 'replayed_at', 'discarded_at']],
  ];
  for (const [table, columns] of aged) {
    await sql(`update bus.${table} set ${columns.map((c) => `${c} = ${c} - interval '${days} days'`).join(', ')}`);
  }
}

describe('a message and its dead letter, whatever is trimmed in between', () => {
  type Step = 'succeed' | 'die' | 'succeed and die' | 'replay' | 'hand over' | 'discard' | 'trim' | { days: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constantFrom<Step[]>(
      'succeed',
      'die',
      'succeed and die',
      'replay',
      'hand over',
      'replay',
      'trim',
      'trim',
      'discard',
    ),
    fc.record({ days: fc.constantFrom(1, 5, 13, 40, 100) }),
  );

  /** One consumer's life with one message. It comes when it was published or replayed, and may come late. */
  class Life {
    underWay = true;
    readonly message: Message = {
      id: randomUUID(),
      ...{
        topic: 'kitchen.pie-baked',
        version: 1,
        body: { filling: 'plum' },
        requestId: null,
        publishedAt: new Date(),
      },
    };

    async take(how: 'succeed' | 'die' | 'succeed and die'): Promise<void> {
      if (!this.underWay) return;
      this.underWay = false;
      await database.db.transaction(async (tx) => {
        if (how !== 'die' && (await enterInbox(tx, name, this.message.id))) {
          await effects.record(tx, { consumer: name, filling: 'plum' });
        }
        const error = 'x';
        if (how !== 'succeed')
          await recordDeadLetter(tx, { consumer: name, message: this.message, error, attempts: 1 });
        await tx.raw('update bus.outbox set sent_at = coalesce(sent_at, now())');
        await tx.raw('update bus.deliveries set done_at = now()');
      });
    }

    async settle(how: 'replay' | 'discard'): Promise<void> {
      const [letter] = await openDeadLetters(database.db);
      if (!letter) return;
      if (how === 'discard') return discardDeadLetter(database.db, letter.id, 'enough');
      await replayDeadLetter(database.db, letter.id);
      this.underWay = true;
    }
  }

  test('has at most one effect', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        await sql('truncate bus.outbox, bus.inbox, bus.deliveries, bus.watched, bus.dead_letters, effects');
        const life = new Life();
        await database.db.transaction((tx) => insertMessages(tx, [life.message]));
        for (const what of steps) {
          if (typeof what === 'object') await passDays(life.underWay ? Math.min(what.days, 13) : what.days);
          else if (what === 'trim') await trim();
          // Lies at the broker now, and PostgreSQL knows of no delivery any more.
          else if (what === 'hand over') await sql('update bus.deliveries set done_at = now()');
          else if (what === 'replay' || what === 'discard') await life.settle(what);
          else await life.take(what);
        }
        expect((await effects.of(name)).length).toBeLessThanOrEqual(1);
      }),
      {
        numRuns: process.env.SHOWRUNNER_LONG ? 300 : 25,
        seed: 20261124,
        // The oldest letter whose effect had happened, replayed, and trimmed before the message came.
        examples: [
          [['succeed and die', { days: 100 }, 'trim', 'replay', 'hand over', { days: 13 }, 'trim', 'succeed']],
          [['succeed and die', { days: 13 }, 'replay', { days: 5 }, 'trim', 'succeed']],
          [['succeed and die', { days: 100 }, 'trim', 'replay', { days: 13 }, 'trim', 'succeed']],
        ],
      },
    );
  }, 120_000);
});

test(`${many} old rows go in pages, past rows that have to stay, and what is young stays`, async () => {
  await sql(`insert into bus.outbox (msg_id, topic, version, body, created_at, sent_at)
    select gen_random_uuid(), 'kitchen.pie-baked', 1, '{"filling":"plum"}', now() - interval '30 days',
      now() - interval '30 days' + n * interval '1 second' from generate_series(1, ${many}) n`);
  // The oldest tenth is held by deliveries that are not done.
  await sql(`insert into bus.deliveries (outbox_id, consumer)
    select id, '${name}' from bus.outbox order by sent_at limit ${many / 10}`);
  await sql(`insert into bus.inbox (consumer, msg_id, received_at)
    select '${name}', msg_id, sent_at from bus.outbox`);
  await sql(
    "insert into bus.outbox (msg_id, topic, version, body, created_at, sent_at) values (gen_random_uuid(), 'x', 1, '{}', now(), now())",
  );
  const longest = await slowestStatement(async () => {
    for (let pass = 0; pass < 10 && (await left('bus.inbox')) > many / 10; pass++) await trim();
  });
  expect([await left('bus.outbox'), await left('bus.inbox')]).toEqual([many / 10 + 1, many / 10]);
  expect(longest.rows).toBeLessThanOrEqual(1_000);
  if (process.env.SHOWRUNNER_LONG) console.log(`the slowest of ${longest.statements} statements: ${longest.ms} ms`);
}, 120_000);

async function left(table: string): Promise<number> {
  const { rows } = await sql(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

/** What the work's deleting statements were like, at their worst. */
async function slowestStatement(work: () => Promise<void>): Promise<{ ms: number; rows: number; statements: number }> {
  const began = new Map<string, number>();
  const worst = { ms: 0, rows: 0, statements: 0 };
  const client = database.db.reader;
  const onQuery = ({ __knexQueryUid: id }: { __knexQueryUid: string }) => void began.set(id, performance.now());
  const onResponse = (answer: { rows: { looked?: number }[] }, { __knexQueryUid: id }: { __knexQueryUid: string }) => {
    if (answer.rows[0]?.looked === undefined) return;
    worst.statements++;
    worst.ms = Math.max(worst.ms, Math.round(performance.now() - (began.get(id) ?? 0)));
    worst.rows = Math.max(worst.rows, answer.rows[0].looked);
  };
  client.on('query', onQuery);
  client.on('query-response', onResponse);
  await work();
  client.removeListener('query', onQuery);
  client.removeListener('query-response', onResponse);
  return worst;
}
