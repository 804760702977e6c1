import { join } from 'node:path';
import { Client } from 'pg';
import { startChild } from '../../bin/services/child';
import { createDatabaseClock } from '../../src/platform/clock';
import { createDatabase, decodeCursor, decodePlace, encodeCursor, isUniqueViolation } from '../../src/platform/db';
import { newId } from '../../src/platform/ids';
import { createLogger, silentLogger } from '../../src/platform/observability';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startTcpProxy } from '../support/tcp-proxy';
import { waitFor } from '../support/wait-for';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase({ poolMax: 1 });
  await test.db.transaction((tx) => tx.raw('create table public.notes (id integer primary key)'));
});

afterAll(() => test.close());

async function count(): Promise<number> {
  const rows = await test.db.reader('public.notes').select('id');
  return rows.length;
}

async function anotherClient(): Promise<Client> {
  const client = new Client({ connectionString: test.url });
  await client.connect();
  return client;
}

describe('the database', () => {
  it('keeps what a transaction wrote, and nothing of one that failed', async () => {
    await test.db.transaction((tx) => tx('public.notes').insert({ id: 1 }));
    const failing = test.db.transaction(async (tx) => {
      await tx('public.notes').insert({ id: 2 });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await count()).toBe(1);
  });

  it('refuses a second connection inside a transaction at once, instead of waiting for itself', async () => {
    const nested = test.db.transaction(() => test.db.reader('public.notes').select('id'));
    await expect(nested).rejects.toThrow(/inside a transaction/);
    const doubled = test.db.transaction(() => test.db.transaction(async () => undefined));
    await expect(doubled).rejects.toThrow(/inside a transaction/);
    expect(await count()).toBe(1);
  });

  it('does what was left for its end last, all of it or nothing, and takes no more after that', async () => {
    const { db } = test;
    await db.transaction(async (tx) => {
      db.beforeCommit(tx, async () => {
        db.beforeCommit(tx, () => tx('public.notes').where({ id: 12 }).update({ id: 13 }).then());
        await tx('public.notes').where({ id: 11 }).update({ id: 12 });
      });
      await tx('public.notes').insert({ id: 11 });
    });
    const failing = db.transaction(async (tx) => {
      db.beforeCommit(tx, () => Promise.reject(new Error('no room')));
      await tx('public.notes').insert({ id: 14 });
    });
    await expect(failing).rejects.toThrow('no room');
    const kept = await db.reader('public.notes').where('id', '>', 10).pluck('id');
    await db.transaction((tx) => tx('public.notes').where('id', '>', 10).delete());
    expect(kept).toEqual([13]);
    const ended = await db.transaction(async (tx) => ({ tx }));
    expect(() => db.beforeCommit(ended.tx, async () => undefined)).toThrow(/come to its end/);
  });

  it('after a commit runs what was to follow it, which may ask the database again; after a rollback nothing', async () => {
    const done: string[] = [];
    const count = async () => (await test.db.reader('public.notes').select('id')).length;
    await test.db.transaction(async (tx) => {
      test.db.afterCommit(tx, async () => void done.push(`there are ${await count()}`));
      test.db.afterCommit(tx, () => {
        throw new Error('nobody to tell');
      });
    });
    await waitFor('the work', () => done.length > 0);
    const failing = test.db.transaction(async (tx) => {
      test.db.afterCommit(tx, () => void done.push('after a rollback'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await test.db.transaction(async (tx) => test.db.afterCommit(tx, () => void done.push('last')));
    await waitFor('the last', () => done.includes('last'));
    expect(done).toEqual(['there are 1', 'last']);
  });

  it('tells a duplicate from other failures', async () => {
    const duplicate = await test.db
      .transaction((tx) => tx('public.notes').insert({ id: 1 }))
      .catch((error: unknown) => error);
    expect(isUniqueViolation(duplicate, 'notes_pkey')).toBe(true);
    expect(isUniqueViolation(new Error('other'))).toBe(false);
  });

  it('gives up on a line that says nothing, then fails at once, and works as soon as there is an answer again', async () => {
    const address = new URL(test.url);
    const line = await startTcpProxy(Number(address.port));
    [address.hostname, address.port] = ['127.0.0.1', String(line.port)];
    const options = { url: address.href, poolMax: 2, applicationName: 'silent', logger: silentLogger };
    const db = createDatabase({ ...options, statementTimeoutMs: 300 });
    await db.ping();
    line.silence();
    await expect(db.ping()).rejects.toThrow(/No answer within 1300 ms/);
    for (let i = 0; i < 3; i++) await db.ping().catch(() => undefined);
    const began = Date.now();
    await expect(db.ping()).rejects.toMatchObject({ name: 'DatabaseAway' });
    expect(Date.now() - began).toBeLessThan(1_000); // against the 2 s that a connection is waited for
    line.mend();
    await waitFor('an answer', () => db.ping().then(() => true));
    await db.close();
    await line.close();
  }, 30_000);

  it('cuts short, without a warning, what still waits for a connection when it closes', async () => {
    const lines: string[] = [];
    const logger = createLogger({ process: 'test', level: 'warn', destination: { write: (line) => lines.push(line) } });
    const closing = createDatabase({ url: test.url, poolMax: 1, logger, applicationName: 'closing' });
    const asked = closing.ping();
    await Promise.all([
      expect(asked).rejects.toThrow('aborted'),
      new Promise(setImmediate).then(() => closing.close()),
    ]);
    expect(lines).toEqual([]);
  });

  it('ends a statement that runs past its time', async () => {
    await expect(test.db.reader.raw('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
  });

  it('waits a second for a lock and no longer', async () => {
    const other = await anotherClient();
    await other.query('begin');
    await other.query('lock table public.notes');
    const asked = Date.now();
    const waiting = test.db.transaction((tx) => tx('public.notes').insert({ id: 3 }));
    await expect(waiting).rejects.toMatchObject({ code: '55P03' });
    expect(Date.now() - asked).toBeGreaterThanOrEqual(900);
    expect(Date.now() - asked).toBeLessThan(3_000);
    await other.end();
    expect(await count()).toBe(1);
  });

  it('loses the transaction and not the process when a connection breaks while its transaction is idle', async () => {
    const program = await startChild({
      name: 'idle in a transaction',
      command: process.execPath,
      args: ['--import', 'tsx', join(__dirname, '../support/idle-transaction-process.ts')],
      env: { PATH: process.env.PATH, DATABASE_URL: test.url },
    });
    const other = await anotherClient();
    const pid = await waitFor('the transaction', () => /^pid (\d+)$/m.exec(program.tail())?.[1], { withinMs: 20_000 });
    await waitFor('it to be idle', async () => {
      const { rows } = await other.query('select state from pg_stat_activity where pid = $1', [pid]);
      return rows[0]?.state === 'idle in transaction';
    });
    await other.query('select pg_terminate_backend($1)', [pid]);
    await other.end();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.tail()).toMatch(/^transaction lost$/m);
    expect(program.tail()).toMatch(/^new connection works$/m);
  }, 40_000);

  it('goes on after the server ended its connections, idle or in use', async () => {
    const interrupted = test.db.transaction((tx) => tx.raw('select pg_terminate_backend(pg_backend_pid())'));
    await expect(interrupted).rejects.toThrow();
    await waitFor('a new connection', async () => (await count()) === 1);
  });
});

describe('the database clock', () => {
  const clockAhead = (ahead: { ms: number }) =>
    createDatabaseClock(async () => new Date(Date.now() + ahead.ms), silentLogger, 20);

  it('follows the time the database tells and does not run backwards by the jitter of measurements', async () => {
    const ahead = { ms: 3_600_000 };
    const clock = clockAhead(ahead);
    await waitFor('the first measurement', async () => clock.offsetMs() > 3_500_000);
    const before = clock.now().getTime();
    ahead.ms -= 900;
    await waitFor('the next measurement', async () => clock.offsetMs() < 3_599_500);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    clock.close();
  });

  it('does not stand still when the machine was ahead of the database before the first measurement', async () => {
    const clock = clockAhead({ ms: -700 });
    const unmeasured = clock.now().getTime();
    await waitFor('the first measurement', async () => clock.offsetMs() < -600);
    expect(clock.now().getTime()).toBeLessThan(unmeasured);
    clock.close();
  });

  it('steps back when it turns out to be far ahead of the database, as after a jump of this machine', async () => {
    const ahead = { ms: 3_600_000 };
    const clock = clockAhead(ahead);
    await waitFor('the first measurement', async () => clock.offsetMs() > 3_500_000);
    clock.now();
    ahead.ms = 0;
    await waitFor('the next measurement', async () => clock.offsetMs() < 1_000);
    expect(clock.now().getTime()).toBeLessThan(Date.now() + 1_000);
    clock.close();
  });
});

describe('a page cursor', () => {
  it('comes back as it went', () => {
    expect(decodeCursor(encodeCursor(['2026-05-03', 'vid_1']), 2)).toEqual(['2026-05-03', 'vid_1']);
  });

  it.each(['', 'x', 'bm90IGpzb24', encodeCursor(['only one'])])('SQL-001: %p is refused', (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(/invalid_cursor/);
    expect(() => decodePlace(cursor)).toThrow(/invalid_cursor/);
  });

  it.each([
    ['yesterday', newId()],
    ['2026-02-31T25:00:00.000Z', newId()],
    ['2026-05-03T10:00:00.000Z', '1'],
  ])('of a list by time is refused with %p and %p', (instant, id) => {
    expect(() => decodePlace(encodeCursor([instant, id]))).toThrow(/invalid_cursor/);
  });

  it('of a list by time names an instant and an id', () => {
    const place = { at: new Date('2026-05-03T10:00:00.000Z'), id: newId() };
    expect(decodePlace(encodeCursor([place.at.toISOString(), place.id]))).toEqual(place);
  });
});
