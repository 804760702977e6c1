import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';

const table = 'rights.age_confirmations';

/** The greatest age this account has confirmed; with `at`, by then. */
export async function confirmedAge(db: Reader, accountId: string, at: Date | null): Promise<number | null> {
  const rows = db(table).where({ account_id: accountId });
  if (at === null) rows.whereNull('valid_to');
  else rows.whereRaw('valid_from <= ? and (valid_to is null or valid_to > ?)', [at, at]);
  const row = await rows.first('age');
  return row?.age ?? null;
}

/** A lower age than the one known adds nothing. */
export async function confirmAge(tx: Tx, accountId: string, age: number, at: Date): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${table} ${accountId}`]);
  const before = await tx(table)
    .where({ account_id: accountId })
    .whereNull('valid_to')
    .first('id', 'age', 'valid_from');
  if (before && before.age >= age) return;
  const from = new Date(Math.max(at.getTime(), before?.valid_from.getTime() ?? 0));
  if (before) await tx(table).where({ id: before.id }).update({ valid_to: from });
  const id = newId(from.getTime());
  await tx(table).insert({ id, account_id: accountId, age, valid_from: from, recorded_at: at });
}
