import { createTestDatabase } from '../support/database';

test('two test databases do not see each other', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase({ poolMax: 1 })]);
  try {
    await one.db.transaction((tx) => tx.raw('create table public.mark (id int)'));
    const seen = await other.db.reader.raw<{ rows: { mark: string | null }[] }>(`select to_regclass('mark') as mark`);
    expect(seen.rows[0]?.mark).toBeNull();
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});
