import { createDatabaseClock } from '../../src/platform/clock';
import { decodeCursor, encodeCursor, isUniqueViolation } from '../../src/platform/db';
import { createTestDatabase, type TestDatabase } from '../support/database';
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

  it('tells a duplicate from other failures', async () => {
    const duplicate = await test.db
      .transaction((tx) => tx('public.notes').insert({ id: 1 }))
      .catch((error: unknown) => error);
    expect(isUniqueViolation(duplicate, 'notes_pkey')).toBe(true);
    expect(isUniqueViolation(new Error('other'))).toBe(false);
  });

  it('ends a statement that runs past its time', async () => {
    await expect(test.db.reader.raw('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
  });

  it('goes on after the server ended its connections, idle or in use', async () => {
    const interrupted = test.db.transaction((tx) => tx.raw('select pg_terminate_backend(pg_backend_pid())'));
    await expect(interrupted).rejects.toThrow();
    await waitFor('a new connection', async () => (await count()) === 1);
  });
});

describe('the database clock', () => {
  it('follows the time the database tells and never runs backwards', async () => {
    let aheadMs = 3_600_000;
    const clock = createDatabaseClock(async () => new Date(Date.now() + aheadMs), 20);
    await waitFor('the first measurement', async () => clock.offsetMs() > 3_500_000);
    const before = clock.now().getTime();
    aheadMs = 0;
    await waitFor('the next measurement', async () => clock.offsetMs() < 1_000);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    clock.close();
  });
});

describe('a page cursor', () => {
  it('comes back as it went', () => {
    expect(decodeCursor(encodeCursor(['2026-05-03', 'vid_1']), 2)).toEqual(['2026-05-03', 'vid_1']);
  });

  it.each(['', 'x', 'bm90IGpzb24', encodeCursor(['only one'])])('SQL-001: %p is refused', (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(/invalid_cursor/);
  });
});
