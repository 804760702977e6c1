import { join } from 'node:path';
import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database, Page, PageQuery, Tx } from '../../platform/db';
import { publicIdPattern } from '../../platform/ids';
import type { Logger } from '../../platform/observability';
import type { ReferencedObject, Storage } from '../../platform/storage';
import type { Channels } from '../channels';
import type { Videos } from '../videos';
import { createBucketIncoming } from './bucket-incoming';
import { createDirectParts } from './direct-parts';
import {
  beginDirectUpload,
  completeDirectUpload,
  type DirectUpload,
  type DirectWish,
  inspectDirectUpload,
  type PartAddress,
  signPart,
  terminateDirectUpload,
} from './direct-upload';
import type { Uploads } from './face';
import { createLeaseKeeper, type LeaseTuning, usualLeases } from './leases';
import { createLocalIncoming } from './local-incoming';
import type { UploadLimits, UploadParts } from './parts';
import { sourceReferences } from './source-references';
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
  /**
   * Where storage is local disk, unfinished files lie in `uploads/` below it: on the same disk, a finished one is only
   * renamed. Where there is a bucket nothing of them lies on this machine.
   */
  dataDir: string;
  /** For tests that cannot wait. */
  tuning?: Partial<
    LeaseTuning & Pick<UploadLimits, 'idleMs' | 'roleCheckMs' | 'keepReplacedMs' | 'partBytes' | 'partAddressMs'>
  >;
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
  /** Whether files may go straight to the bucket. */
  readonly offersDirect: boolean;
  /** Null unless it goes straight to the bucket and is of this video. */
  findDirectUpload(videoPublicId: string, publicId: string): Promise<Upload | null>;
  beginDirect(wish: DirectWish): Promise<DirectUpload>;
  inspectDirect(upload: Upload): Promise<DirectUpload>;
  signPart(upload: Upload, number: number): Promise<PartAddress>;
  completeDirect(upload: Upload): Promise<DirectUpload>;
  terminateDirect(upload: Upload): Promise<void>;
  unfinishedOf(channelId: string, page: PageQuery): Promise<Page<UnfinishedUpload>>;
  abandonExpired(): Promise<void>;
  finishReceived(): Promise<void>;
  dropDeadBytes(): Promise<void>;
  dropVideo(tx: Tx, videoId: string): Promise<void>;
  /** The objects this room counts on. */
  referencedObjects(): AsyncIterable<ReferencedObject>;
}

const dayMs = 86_400_000;
const uploadIds = publicIdPattern('upl');

export function createUploads(dependencies: UploadsDependencies): UploadsService {
  const parts = partsFrom(dependencies);
  const { db, videos, leases, storage } = parts;
  const findByPublicId = async (publicId: string) =>
    uploadIds.test(publicId) ? findUpload(db.reader, publicId) : null;
  return {
    findUpload: findByPublicId,
    channelOfVideo: async (publicId) => (await videos.findByPublicId(publicId))?.channelId ?? null,
    answerTus: (call) => answerTus(parts, call),
    offersDirect: storage.direct !== null,
    findDirectUpload: async (videoPublicId, publicId) => {
      const upload = await findByPublicId(publicId);
      if (upload?.protocol !== 'multipart') return null;
      const video = await videos.findByPublicId(videoPublicId);
      return video?.id === upload.videoId ? upload : null;
    },
    beginDirect: (wish) => beginDirectUpload(parts, wish),
    inspectDirect: (upload) => inspectDirectUpload(parts, upload),
    signPart: (upload, number) => signPart(parts, upload, number),
    completeDirect: (upload) => completeDirectUpload(parts, upload),
    terminateDirect: (upload) => terminateDirectUpload(parts, upload),
    unfinishedOf: (channelId, page) => unfinishedOf(parts, channelId, page),
    abandonExpired: () => abandonExpired(parts),
    finishReceived: () => finishReceived(parts),
    dropDeadBytes: () => dropDeadBytes(parts),
    dropVideo: (tx, videoId) => dropVideo(tx, parts, videoId),
    referencedObjects: () => sourceReferences(db.reader),
    close: async () => leases.close(),
  };
}

function partsFrom(dependencies: UploadsDependencies): UploadParts {
  const { db, cache, logger, dataDir, storage, config, tuning = {} } = dependencies;
  const { direct } = storage;
  const inBucket = { db, storage, logger };
  const files = direct
    ? createBucketIncoming({ ...inBucket, direct })
    : createLocalIncoming(join(dataDir, 'uploads'), storage);
  const directParts = direct && createDirectParts({ ...inBucket, direct });
  return {
    ...dependencies,
    files,
    directParts,
    bytesOf: ({ protocol }) => (protocol === 'multipart' && directParts ? directParts : files),
    leases: createLeaseKeeper({ db, cache, logger, tuning: { ...usualLeases, ...tuning } }),
    limits: {
      maxBytes: config.maxBytes,
      channelQuotaBytes: config.channelQuotaBytes,
      expiryMs: config.expiryDays * dayMs,
      // Below the 55 s after which Heroku's router gives up a silent request, so that ours is the answer.
      idleMs: tuning.idleMs ?? 50_000,
      roleCheckMs: tuning.roleCheckMs ?? 3_000,
      keepReplacedMs: tuning.keepReplacedMs ?? 7 * dayMs,
      partBytes: tuning.partBytes ?? null,
      partAddressMs: tuning.partAddressMs ?? 15 * 60_000,
    },
  };
}

async function unfinishedOf(
  { db, videos, bytesOf }: UploadParts,
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
      offset: (await bytesOf(upload).length(upload)) ?? 0,
    })),
  );
  return { items: items.filter(({ videoPublicId }) => videoPublicId !== ''), nextCursor };
}
