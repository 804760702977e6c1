import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import type { Storage } from '../../platform/storage';
import type { Channels } from '../channels';
import type { Videos } from '../videos';
import type { DirectParts } from './direct-parts';
import type { IncomingFiles, UploadBytes } from './incoming-files';
import type { LeaseKeeper } from './leases';
import type { Upload } from './store';

/** What the verbs of this room work with. */
export interface UploadParts {
  db: Database;
  clock: Clock;
  outbox: Outbox;
  storage: Storage;
  channels: Pick<Channels, 'roleOf'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsOf'>;
  logger: Logger;
  /** What comes through us. */
  files: IncomingFiles;
  /** What goes straight to the bucket; null where there is none. */
  directParts: DirectParts | null;
  bytesOf(upload: Upload): UploadBytes;
  leases: LeaseKeeper;
  limits: UploadLimits;
}

export interface UploadLimits {
  maxBytes: number;
  channelQuotaBytes: number;
  /** From the last byte until an unfinished upload is given up. */
  expiryMs: number;
  /** A sender that is silent this long is cut off. */
  idleMs: number;
  /** How often a running upload asks whether its sender still may. */
  roleCheckMs: number;
  /** Bytes of every part but the last of what goes straight to the bucket; null for what suits the file. */
  partBytes: number | null;
  /** An address for one part may be used this long. */
  partAddressMs: number;
  /** A replaced source is kept this long: something may still be reading it. */
  keepReplacedMs: number;
}

export function expiryFrom({ clock, limits }: Pick<UploadParts, 'clock' | 'limits'>): Date {
  return new Date(clock.now().getTime() + limits.expiryMs);
}
