import type { Tx } from '../../platform/db';
import { newPublicId } from '../../platform/ids';
import { type Holding, holdingBefore, lockHolding, recordHolding } from './entitlement-store';
import { entitlementNotFound, entitlementPaid, grantOver } from './errors';

interface GiveAgain {
  id: string;
  channelId: string;
  actor: string;
  at: Date;
}

/** What was taken back, anew from now on: that it did not hold in between stays true. */
export async function giveAgainIn(tx: Tx, { id, channelId, actor, at }: GiveAgain): Promise<Holding> {
  const taken = await lockHolding(tx, { id, channelId });
  if (!taken) throw entitlementNotFound();
  if (taken.billed) throw entitlementPaid();
  const before = await holdingBefore(tx, id);
  if (!before || taken.until === null || taken.until > at) return taken;
  if (before.until && before.until <= at) throw grantOver();
  const from = new Date(Math.max(before.from.getTime(), at.getTime()));
  return recordHolding(tx, null, { ...before, id: newPublicId('ent'), from, actor }, at);
}
