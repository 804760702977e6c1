import { join } from 'node:path';
import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database, Page, PageQuery, Tx } from '../../platform/db';
import { publicIdPattern } from '../../platform/ids';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import type { Channels } from '../channels';
import type { Videos } from '../videos';
import type { Uploads } from './face';
import { createIncomingFiles } from './incoming-files';
import { createLeaseKeeper, type LeaseTuning, usualLeases } from './leases';
import type { UploadLimits, UploadParts } from './parts';
import { findUpload, type Upload, unfinishedOfChannel } from './store';
import { abandonExpired, dropDeadBytes, dropVideo, finishReceived } from './sweep-uploads';
import { answerTus, type TusCall } from './tus';

export interface UploadsDependencies {
  db: Database;
  clock: Clock;
  outbox: Outbox;
  cache: Cache;
  storage: Storage;
  channels: Pick<Channels, 'roleOf'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsOf'>;
  logger: Logger;
  config: { maxBytes: number; expiryDays: number; channelQuotaBytes: number };
  /** Unfinished files lie in `uploads/` below it: on the same disk as local storage, a finished one is only renamed. */
  dataDir: string;
  /** For tests that cannot wait. */
  tuning?: Partial<LeaseTuning & Pick<UploadLimits, 'idleMs' | 'roleCheckMs' | 'keepReplacedMs'>>;
}

export interface UnfinishedUpload {
  upload: Upload;
  videoPublicId: string;
  /** Bytes that have arrived. */
  offset: number;
}

export interface UploadsService extends Uploads {
  /** Null for anything but the public id of an upload. */
  findUpload(publicId: string): Promise<Upload | null>;
  /** The channel a video is on, for who wants to upload to it. */
  channelOfVideo(videoPublicId: string): Promise<string | null>;
  answerTus(call: TusCall): Promise<void>;
  unfinishedOf(channelId: string, page: PageQuery): Promise<Page<UnfinishedUpload>>;
  abandonExpired(): Promise<void>;
  finishReceived(): Promise<void>;
  dropDeadBytes(): Promise<void>;
  dropVideo(tx: Tx, videoId: string): Promise<void>;
}

const dayMs = 86_400_000;
const uploadIds = publicIdPattern('upl');

export function createUploads(dependencies: UploadsDependencies): UploadsService {
  const { db, cache, logger, dataDir, config, videos, tuning = {} } = dependencies;
  const leases = createLeaseKeeper({ db, cache, logger, tuning: { ...usualLeases, ...tuning } });
  const parts: UploadParts = {
    ...dependencies,
    files: createIncomingFiles(join(dataDir, 'uploads')),
    leases,
    limits: {
      maxBytes: config.maxBytes,
      channelQuotaBytes: config.channelQuotaBytes,
      expiryMs: config.expiryDays * dayMs,
      idleMs: tuning.idleMs ?? 60_000,
      roleCheckMs: tuning.roleCheckMs ?? 3_000,
      keepReplacedMs: tuning.keepReplacedMs ?? 7 * dayMs,
    },
  };
  return {
    findUpload: async (publicId) => (uploadIds.test(publicId) ? findUpload(db.reader, publicId) : null),
    channelOfVideo: async (publicId) => (await videos.findByPublicId(publicId))?.channelId ?? null,
    answerTus: (call) => answerTus(parts, call),
    unfinishedOf: (channelId, page) => unfinishedOf(parts, channelId, page),
    abandonExpired: () => abandonExpired(parts),
    finishReceived: () => finishReceived(parts),
    dropDeadBytes: () => dropDeadBytes(parts),
    dropVideo: (tx, videoId) => dropVideo(tx, parts, videoId),
    close: async () => leases.close(),
  };
}

async function unfinishedOf(
  { db, videos, files }: UploadParts,
  channelId: string,
  page: PageQuery,
): Promise<Page<UnfinishedUpload>> {
  const { items: uploads, nextCursor } = await unfinishedOfChannel(db.reader, channelId, page);
  const facts = await videos.factsOf(uploads.map(({ videoId }) => videoId));
  const publicIds = new Map(facts.map(({ id, publicId }) => [id, publicId]));
  const items = await Promise.all(
    uploads.map(async (upload) => ({
      upload,
      videoPublicId: publicIds.get(upload.videoId) ?? '',
      offset: (await files.length(upload.publicId)) ?? 0,
    })),
  );
  return { items: items.filter(({ videoPublicId }) => videoPublicId !== ''), nextCursor };
}
