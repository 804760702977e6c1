import { z } from 'zod';
import { defineEvent } from '../../src/platform/bus/define';
import { createTestDatabase } from '../support/database';
import { createRecordingOutbox } from '../support/outbox';

const filmArrived = defineEvent({ name: 'test.film-arrived', schema: z.object({ id: z.string() }) });

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

test('a recorded outbox forgets what a rolled back transaction published', async () => {
  const { db, close } = await createTestDatabase({ migrated: false });
  const outbox = createRecordingOutbox();
  try {
    await db.transaction((tx) => outbox.publish(tx, filmArrived, { id: 'kept' }));
    const broken = db.transaction(async (tx) => {
      await outbox.publish(tx, filmArrived, { id: 'lost' });
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect(outbox.of(filmArrived)).toEqual([{ id: 'kept' }]);
  } finally {
    await close();
  }
});
