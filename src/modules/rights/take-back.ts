import type { Tx } from '../../platform/db';
import { newPublicId } from '../../platform/ids';
import { type Holding, holdingBefore, lockHolding, recordHolding } from './entitlement-store';
import { entitlementNotFound, entitlementPaid, grantOver } from './errors';

interface OneHolding {
  id: string;
  channelId: string;
  actor: string;
  at: Date;
}

/** From now on, or from before it began; null where it is over already. */
export async function takeBackIn(tx: Tx, { id, channelId, actor, at }: OneHolding): Promise<Holding | null> {
  const before = await lockHolding(tx, { id, channelId });
  if (!before) throw entitlementNotFound();
  if (before.billed) throw entitlementPaid();
  const until = new Date(Math.max(before.from.getTime(), at.getTime()));
  if (before.until && before.until <= until) return null;
  return recordHolding(tx, before, { ...before, until, actor }, at);
}

/** What was taken back, anew from now on: that it did not hold in between stays true. */
export async function giveAgainIn(tx: Tx, { id, channelId, actor, at }: OneHolding): Promise<Holding> {
  const taken = await lockHolding(tx, { id, channelId });
  if (!taken) throw entitlementNotFound();
  if (taken.billed) throw entitlementPaid();
  const before = await holdingBefore(tx, id);
  if (!before || holdsYet(taken, at)) return taken;
  if (before.until && before.until <= at) throw grantOver();
  const from = new Date(Math.max(before.from.getTime(), at.getTime()));
  return recordHolding(tx, null, { ...before, id: newPublicId('ent'), from, actor }, at);
}

/** Now or later; what was taken back before it began ends when it would have begun. */
function holdsYet({ from, until }: Holding, at: Date): boolean {
  return until === null || (until > at && until > from);
}
