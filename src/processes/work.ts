import { deleteRetiredPictures } from '../modules/channels/jobs/delete-retired-pictures';
import { discoveryConsumers } from '../modules/discovery/consumers';
import { identityConsumers } from '../modules/identity/consumers';
import { sweepExpired } from '../modules/identity/jobs/sweep-expired';
import { mediaConsumers } from '../modules/media/consumers';
import { hastenDueFilms } from '../modules/media/jobs/hasten-due';
import { retireGenerations } from '../modules/media/jobs/retire-generations';
import { sweepLeftovers } from '../modules/media/jobs/sweep-leftovers';
import { tellForecast } from '../modules/media/jobs/tell-forecast';
import { trimTasks } from '../modules/media/jobs/trim-tasks';
import { retirePublicPaths } from '../modules/playback/jobs/retire-public-paths';
import { trimSessions } from '../modules/playback/jobs/trim-sessions';
import { rightsConsumers } from '../modules/rights/consumers';
import { uploadConsumers } from '../modules/uploads/consumers';
import { abandonExpiredUploads } from '../modules/uploads/jobs/abandon-expired';
import { dropDeadUploadBytes } from '../modules/uploads/jobs/drop-dead-bytes';
import { finishReceivedUploads } from '../modules/uploads/jobs/finish-received';
import { videoConsumers } from '../modules/videos/consumers';
import { purgeTrash } from '../modules/videos/jobs/purge-trash';
import { type Consumer, reconcileBus, trimBus } from '../platform/bus';
import { trimIdempotencyKeys } from '../platform/http';
import type { Timer } from '../platform/timers';
import type { Composition } from './compose';

/** Every consumer of the worker. */
export function workerConsumers({ rooms, platform }: Composition): Consumer[] {
  const { identity, videos, uploads, media, rights, discovery } = rooms;
  return [
    ...identityConsumers(identity, platform.mailer),
    ...videoConsumers(videos),
    ...uploadConsumers(uploads),
    ...mediaConsumers(media),
    ...rightsConsumers(rights),
    ...discoveryConsumers(discovery),
  ];
}

/** Billing's events and commands arrive here once there is something to sell. */
export function billingConsumers(_: Composition): Consumer[] {
  return [];
}

/** Every sweep over due times. */
export function workerTimers({ config, rooms, platform }: Composition): Timer[] {
  const { channels, videos, uploads, playback } = rooms;
  return [
    reconcileBus(platform),
    trimBus(platform),
    trimIdempotencyKeys(platform),
    sweepExpired(platform),
    deleteRetiredPictures(channels),
    purgeTrash(videos),
    abandonExpiredUploads(uploads),
    dropDeadUploadBytes(uploads),
    finishReceivedUploads(uploads),
    retireGenerations(platform),
    hastenDueFilms(platform),
    tellForecast({ ...platform, videos, ladder: config.media.ladder }),
    trimTasks(platform),
    sweepLeftovers({ ...platform, dataDir: config.dataDir }),
    trimSessions(playback),
    retirePublicPaths(playback),
  ];
}
