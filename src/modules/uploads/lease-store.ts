import type { Tx } from '../../platform/db';

/** `yield`: stop if no bytes are coming; `stop`: stop in any case. */
export type Ask = 'yield' | 'stop';

export interface LeaseClaim {
  uploadId: string;
  /** The process that asks. */
  holder: string;
  leaseMs: number;
  /** Set for a request that sends bytes: at most `slots` of those an account at a time. */
  receiving: { accountId: string; slots: number } | null;
}

export type ClaimAnswer =
  | { outcome: 'granted'; fence: number }
  | { outcome: 'no_slot' }
  /** `until` moves when the holder is alive. */
  | { outcome: 'held'; fence: number; until: Date };

interface LeaseRow {
  upload_id: string;
  fence: string | number;
  holder: string | null;
  account_id: string | null;
  receiving: boolean;
  expires_at: Date | null;
  asked_to: Ask | null;
  asked_at: Date | null;
}

const table = 'uploads.leases';

/** Time is the database's own: leases must agree between processes more than with anything else. */
export async function claimLease(tx: Tx, claim: LeaseClaim): Promise<ClaimAnswer> {
  const { uploadId, holder, leaseMs, receiving } = claim;
  if (receiving && !(await hasFreeSlot(tx, uploadId, receiving))) return { outcome: 'no_slot' };
  const [granted] = await tx<LeaseRow>(table)
    .where({ upload_id: uploadId })
    .whereRaw('(expires_at is null or expires_at <= clock_timestamp())')
    .update({
      fence: tx.raw('fence + 1'),
      holder,
      account_id: receiving?.accountId ?? null,
      receiving: receiving !== null,
      expires_at: tx.raw("clock_timestamp() + ? * interval '1 millisecond'", [leaseMs]),
      asked_to: null,
      asked_at: null,
    })
    .returning('fence');
  if (granted) return { outcome: 'granted', fence: Number(granted.fence) };
  const held = await tx<LeaseRow>(table).where({ upload_id: uploadId }).first();
  return { outcome: 'held', fence: Number(held?.fence ?? 0), until: held?.expires_at ?? new Date(0) };
}

async function hasFreeSlot(
  tx: Tx,
  uploadId: string,
  { accountId, slots }: { accountId: string; slots: number },
): Promise<boolean> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`uploads.slots:${accountId}`]);
  const row = await tx<LeaseRow>(table)
    .where({ account_id: accountId, receiving: true })
    .whereNot({ upload_id: uploadId })
    .whereRaw('expires_at > clock_timestamp()')
    .count<{ taken: string }>({ taken: '*' })
    .first();
  return Number(row?.taken ?? 0) < slots;
}

/** Leaves word for whoever holds the lease; a weaker wish does not replace a stronger one. */
export async function askHolder(tx: Tx, uploadIds: readonly string[], ask: Ask): Promise<void> {
  const query = tx<LeaseRow>(table).whereIn('upload_id', uploadIds).whereNotNull('holder');
  if (ask === 'yield') query.whereRaw("asked_to is distinct from 'stop'");
  await query.update({ asked_to: ask, asked_at: tx.raw('clock_timestamp()') });
}

export interface Beat {
  uploadId: string;
  fence: number;
  /** What somebody asked for within the last few seconds. */
  asked: Ask | null;
}

/** Prolongs every live lease of one process and tells which those are. */
export async function beatLeases(tx: Tx, holder: string, leaseMs: number, askHoldsMs: number): Promise<Beat[]> {
  const { rows } = await tx.raw<{ rows: { upload_id: string; fence: string; asked: Ask | null }[] }>(
    `update uploads.leases
        set expires_at = clock_timestamp() + :leaseMs * interval '1 millisecond'
      where holder = :holder and expires_at > clock_timestamp()
  returning upload_id, fence,
            case when asked_at > clock_timestamp() - :askHoldsMs * interval '1 millisecond' then asked_to end as asked`,
    { holder, leaseMs, askHoldsMs },
  );
  return rows.map((row) => ({ uploadId: row.upload_id, fence: Number(row.fence), asked: row.asked }));
}

export async function releaseLease(tx: Tx, uploadId: string, fence: number): Promise<void> {
  await tx<LeaseRow>(table)
    .where({ upload_id: uploadId, fence })
    .update({ holder: null, expires_at: null, receiving: false, account_id: null, asked_to: null, asked_at: null });
}
