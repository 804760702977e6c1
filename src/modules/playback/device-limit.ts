import type { Tx } from '../../platform/db';
import { entitlementSources, type PlaybackDecision, type Refusal } from '../access';
import {
  findOtherDevices,
  insertSession,
  lockDevices,
  type OpenDevice,
  type SessionRow,
  takeOverDevices,
} from './store';

/** A device that was not heard of for so long watches no more; heartbeats come every 20 s and are written every 20 s. */
export const watchesForMs = 60_000;

/** A start where the channel limits devices. */
export interface Claim {
  deviceLimit: number;
  /** Whether the viewer wants the others to make room. */
  takeOver: boolean;
  /** The one decision, by how many other devices there are. */
  decide(otherDevices: number): PlaybackDecision;
}

export interface NoPlace {
  refusals: readonly Refusal[];
  others: readonly OpenDevice[];
}

/**
 * Writes the session down if there is a place for it, one start of an account in a channel after the other; else says
 * who has the places. With `takeOver` those make room that were heard of longest ago, as many as it takes.
 */
export async function claimPlace(tx: Tx, session: SessionRow, claim: Claim): Promise<NoPlace | 'has a place'> {
  const { accountId, channelId, lastSeenAt: now } = session;
  await lockDevices(tx, accountId ?? '', channelId ?? '');
  const others = await findOtherDevices(tx, session, sinceWatching(now));
  const decision = claim.decide(others.length);
  if (decision.decision === 'refused') {
    const tooMany = decision.refusals.every(({ reason }) => reason === 'too_many_devices');
    if (!tooMany || !claim.takeOver) return { refusals: decision.refusals, others };
    const longestAgoFirst = others.toSorted((a, b) => a.lastSeenAt.getTime() - b.lastSeenAt.getTime());
    const leaving = longestAgoFirst.slice(0, others.length - claim.deviceLimit + 1).map(({ deviceId }) => deviceId);
    await takeOverDevices(tx, session, leaving, now);
  }
  await insertSession(tx, session);
  return 'has a place';
}

/** The instant since which a device must have been heard of to be watching. */
export function sinceWatching(now: Date): Date {
  return new Date(now.getTime() - watchesForMs);
}

/** Whether the session watches what is restricted, which is what devices are counted for. */
export function isCounted({ accountId, channelId, why }: Pick<SessionRow, 'accountId' | 'channelId' | 'why'>): boolean {
  return accountId !== null && channelId !== null && (entitlementSources as readonly string[]).includes(why);
}
