import type { EventDefinition, Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database, Tx } from '../../platform/db';
import { versionConflict, videoNotFound } from './errors';
import type { VideoSnapshot } from './events';
import { type ChangedField, type Deed, recordDeed } from './history-store';
import type { VideoRecord } from './record';
import { snapshotOf } from './snapshot';
import { lockVideo, updateVideo } from './store';
import type { VideoChanges } from './video-row';

export interface ChangeTools {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  cache: Cache;
}

export interface Deeds {
  changes: VideoChanges;
  what: Deed;
  /** For the history. */
  fields?: Record<string, ChangedField>;
  tell(tx: Tx, video: VideoRecord): Promise<void>;
}

export interface ByPerson {
  publicId: string;
  actor: string;
  expectedVersion: number | null;
}

/** Tells the live views of a channel's team, in every process, that there is something new. */
export function wakeLiveViews(cache: Cache, channelId: string): Promise<void> {
  return cache.broadcast(`channel:${channelId}`, 'changed');
}

/** Cache channel on which every process hears the public ids of videos that a person changed. */
export const changedVideos = 'videos:changed';

/**
 * One person's change of one video: lock, decide, write, history, event, wake.
 * `decide` gives null when everything is already as asked.
 * @throws AppError `video_not_found` or `version_conflict`.
 */
export async function changeByPerson(
  { db, clock, cache }: Omit<ChangeTools, 'outbox'>,
  { publicId, actor, expectedVersion }: ByPerson,
  decide: (tx: Tx, video: VideoRecord, at: Date) => Promise<Deeds | null>,
): Promise<VideoRecord> {
  const after = await db.transaction(async (tx) => {
    const video = await lockVideo(tx, { publicId });
    if (!video) throw videoNotFound();
    if (expectedVersion !== null && !isCurrent(video, expectedVersion)) throw versionConflict(video.version);
    const at = clock.now();
    const deeds = await decide(tx, video, at);
    if (!deeds) return video;
    const changed = await updateVideo(tx, video, deeds.changes, { at, byPerson: true });
    const { what, fields = {} } = deeds;
    await recordDeed(tx, video.id, { version: changed.version, at, actor, what, fields });
    await deeds.tell(tx, changed);
    return changed;
  });
  await Promise.all([wakeLiveViews(cache, after.channelId), cache.broadcast(changedVideos, after.publicId)]);
  return after;
}

// What media and uploads wrote since the client looked is no reason to refuse a person's edit.
function isCurrent(video: VideoRecord, expectedVersion: number): boolean {
  return expectedVersion >= video.editedVersion && expectedVersion <= video.version;
}

/** For `tell`: the event carries the whole state. */
export function snapshotTo(
  outbox: Outbox,
  event: EventDefinition<VideoSnapshot>,
): (tx: Tx, video: VideoRecord) => Promise<void> {
  return (tx, video) => outbox.publish(tx, event, snapshotOf(video));
}
