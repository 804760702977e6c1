import type { Reader, Tx } from '../../platform/db';
import { entitlementSources, type ViewerCountry } from '../access';

export interface SessionRow {
  id: string;
  videoId: string;
  /** Null: granted before this was kept. */
  channelId: string | null;
  generationId: string;
  /** Null for somebody not signed in. */
  accountId: string | null;
  country: ViewerCountry;
  passwordIds: readonly string[];
  /** Names the browser or program among those of the account. */
  deviceId: string | null;
  /** What its owner would call it. */
  device: string;
  takenOverAt: Date | null;
  why: string;
  grantedAt: Date;
  expiresAt: Date;
  lastSeenAt: Date;
}

/** A device on which an account watches. */
export interface OpenDevice {
  deviceId: string;
  device: string;
  videoId: string;
  since: Date;
  lastSeenAt: Date;
}

interface SessionRecord {
  id: string;
  video_id: string;
  channel_id: string | null;
  generation_id: string;
  account_id: string | null;
  country: string | null;
  password_ids: readonly string[];
  device_id: string | null;
  device: string;
  taken_over_at: Date | null;
  why: string;
  granted_at: Date;
  expires_at: Date;
  last_seen_at: Date;
}

const sessions = 'playback.sessions';

/** Writing it down again changes nothing: whoever lost the answer may have been heard. */
export async function insertSession(tx: Tx, session: SessionRow): Promise<void> {
  const row: SessionRecord = {
    id: session.id,
    video_id: session.videoId,
    channel_id: session.channelId,
    generation_id: session.generationId,
    account_id: session.accountId,
    country: session.country,
    password_ids: session.passwordIds,
    device_id: session.deviceId,
    device: session.device,
    taken_over_at: session.takenOverAt,
    why: session.why,
    granted_at: session.grantedAt,
    expires_at: session.expiresAt,
    last_seen_at: session.lastSeenAt,
  };
  await tx<SessionRecord>(sessions).insert(row).onConflict('id').ignore();
}

export async function findSession(reader: Reader, id: string): Promise<SessionRow | null> {
  const row = await reader<SessionRecord>(sessions).where({ id }).first();
  return row ? sessionOf(row) : null;
}

export async function renewSession(tx: Tx, id: string, expiresAt: Date, now: Date): Promise<void> {
  await tx<SessionRecord>(sessions).where({ id }).update({ expires_at: expiresAt, last_seen_at: now });
}

export async function updateCountry(tx: Tx, id: string, country: string | null): Promise<void> {
  await tx<SessionRecord>(sessions).where({ id }).update({ country });
}

/** Until the end of `tx`, nobody else counts or claims places of this account in this channel. */
export async function lockDevices(tx: Tx, accountId: string, channelId: string): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`playback ${accountId} ${channelId}`]);
}

/** Other devices on which the account of this session has watched what is restricted in this channel since `since`. */
export async function findOtherDevices(
  reader: Reader,
  { accountId, channelId, deviceId }: Pick<SessionRow, 'accountId' | 'channelId' | 'deviceId'>,
  since: Date,
): Promise<OpenDevice[]> {
  const rows = await reader<SessionRecord>(sessions)
    .distinctOn('device_id')
    .select('device_id', 'device', 'video_id', 'granted_at', 'last_seen_at')
    .where({ account_id: accountId, channel_id: channelId })
    .whereNull('taken_over_at')
    .whereNotNull('device_id')
    .whereNot('device_id', deviceId ?? '')
    .where('last_seen_at', '>', since)
    .whereIn('why', [...entitlementSources])
    .orderBy(['device_id', { column: 'last_seen_at', order: 'desc' }]);
  return rows.map((row) => ({
    deviceId: row.device_id ?? '',
    device: row.device,
    videoId: row.video_id,
    since: row.granted_at,
    lastSeenAt: row.last_seen_at,
  }));
}

/** Ends what an account watches in a channel on these devices, for good. */
export async function takeOverDevices(
  tx: Tx,
  { accountId, channelId }: Pick<SessionRow, 'accountId' | 'channelId'>,
  deviceIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx<SessionRecord>(sessions)
    .where({ account_id: accountId, channel_id: channelId })
    .whereIn('device_id', [...deviceIds])
    .whereNull('taken_over_at')
    .update({ taken_over_at: now });
}

/** One statement for all that were seen since the last time. */
export async function recordSeen(tx: Tx, seen: ReadonlyMap<string, Date>): Promise<void> {
  await tx.raw(
    `update playback.sessions as session
     set last_seen_at = greatest(session.last_seen_at, seen.at)
     from unnest(?::uuid[], ?::timestamptz[]) as seen (id, at)
     where session.id = seen.id`,
    [[...seen.keys()], [...seen.values()]],
  );
}

/** Whose sessions: those of nobody who is signed in, or all of them. */
export type Whose = 'strangers' | 'everybody';

/** Deletes at most `limit` sessions that ended before `instant`; returns how many. */
export async function deleteSessionsEndedBefore(tx: Tx, whose: Whose, instant: Date, limit: number): Promise<number> {
  const due = tx<SessionRecord>(sessions)
    .select('id')
    .where('expires_at', '<', instant)
    .modify((ended) => void (whose === 'strangers' && ended.whereNull('account_id')))
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return tx<SessionRecord>(sessions).whereIn('id', due).delete();
}

function sessionOf(row: SessionRecord): SessionRow {
  return {
    id: row.id,
    videoId: row.video_id,
    channelId: row.channel_id,
    generationId: row.generation_id,
    accountId: row.account_id,
    country: row.country,
    passwordIds: row.password_ids,
    deviceId: row.device_id,
    device: row.device,
    takenOverAt: row.taken_over_at,
    why: row.why,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
  };
}
