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
  const tiers = db<Tier>('rights.tiers')
    .whereIn('channel_id', [...channelIds])
    .orderBy([{ column: 'on_sale', order: 'desc' }, 'name', 'id'])
    .select({ id: 'id', channelId: 'channel_id', name: 'name', prices: 'prices', onSale: 'on_sale' });
  if (knownAt === null) tiers.whereNull('superseded_at');
  else tiers.whereRaw('recorded_at <= ? and (superseded_at is null or superseded_at > ?)', [knownAt, knownAt]);
  return tiers;
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
