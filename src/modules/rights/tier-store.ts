import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { TierPrice } from '../access';

export interface Tier {
  /** `tir_…` */
  id: string;
  channelId: string;
  name: string;
  prices: readonly TierPrice[];
  onSale: boolean;
}

/** Of these channels, in one query; with `knownAt`, as they were known then. Those on sale first. */
export async function tiersOf(db: Reader, channelIds: readonly string[], knownAt: Date | null): Promise<Tier[]> {
  const known =
    knownAt === null ? 'superseded_at is null' : 'recorded_at <= ? and (superseded_at is null or superseded_at > ?)';
  const answer = await db.raw<{ rows: Tier[] }>(
    `select id, channel_id as "channelId", name, prices, on_sale as "onSale" from rights.tiers
     where channel_id = any(?::uuid[]) and ${known}
     order by on_sale desc, name, id`,
    [[...channelIds], ...(knownAt === null ? [] : [knownAt, knownAt])],
  );
  return answer.rows;
}

export interface TierNews extends Tier {
  version: number;
}

/** Keeps what was known before; news older than that, or the same again, change nothing. */
export async function noteTier(tx: Tx, { id, channelId, version, ...tier }: TierNews, at: Date): Promise<boolean> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`rights.tiers ${id}`]);
  const before = await tx('rights.tiers')
    .where({ id })
    .whereNull('superseded_at')
    .first('row_id', 'version', 'recorded_at');
  if (before && before.version >= version) return false;
  const recordedAt = new Date(Math.max(at.getTime(), before?.recorded_at.getTime() ?? 0));
  if (before) await tx('rights.tiers').where({ row_id: before.row_id }).update({ superseded_at: recordedAt });
  await tx('rights.tiers').insert({
    ...{ row_id: newId(recordedAt.getTime()), id, channel_id: channelId, version, recorded_at: recordedAt },
    ...{ name: tier.name, prices: JSON.stringify(tier.prices), on_sale: tier.onSale },
  });
  return true;
}
