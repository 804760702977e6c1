import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';

/** Waits for two seconds in the middle of a transaction, in which a test ends its connection; then tries again. */
async function main(url: string): Promise<void> {
  const db = createDatabase({ url, poolMax: 1, logger: silentLogger, applicationName: 'idle-transaction' });
  const work = db.transaction(async (tx) => {
    const { rows } = await tx.raw<{ rows: { pid: number }[] }>('select pg_backend_pid() as pid');
    console.log(`pid ${rows[0]?.pid}`);
    await pause(2_000);
    await tx.raw('select 1');
  });
  await work.then(
    () => console.log('transaction kept'),
    () => console.log('transaction lost'),
  );
  await db.ping();
  console.log('new connection works');
  await db.close();
}

void main(process.env.DATABASE_URL ?? '');
