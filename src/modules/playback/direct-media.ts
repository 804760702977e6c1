import type { Clock } from '../../platform/clock';
import type { Logger } from '../../platform/observability';
import type { DirectUploads } from '../../platform/storage';
import { createOpenness } from './openness';
import { freshness } from './standing';

/** A film's files at addresses of the bucket, for players to fetch without us. */
export interface DirectMedia {
  /**
   * The end of the addresses in lists of a session that ends then; null where bytes have to come through us, as those of
   * every film that is restricted. At once where nothing has to be asked.
   */
  untilFor(videoId: string, sessionEndsAt: Date): Date | null | Promise<Date | null>;
  sign: DirectUploads['signReads'];
}

export interface DirectMediaDependencies {
  bucket: Pick<DirectUploads, 'signReads'>;
  /** Of these videos, those that everybody who knows them may watch now, wherever they are. */
  unrestricted(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  clock: Clock;
  logger: Logger;
}

export function createDirectMedia({ bucket, unrestricted, clock, logger }: DirectMediaDependencies): DirectMedia {
  const isOpen = createOpenness({ those: unrestricted, clock, logger });
  return {
    untilFor: (videoId, sessionEndsAt) => {
      const end = (open: boolean) => (open ? endOfAddresses(sessionEndsAt, clock.now()) : null);
      const open = isOpen(videoId, freshness.playlist);
      return typeof open === 'boolean' ? end(open) : open.then(end);
    },
    sign: bucket.signReads,
  };
}

const hourMs = 3_600_000;
/** S3 takes no address that lives longer. */
const longestMs = 7 * 24 * hourMs;

/**
 * The first full hour after the session: whoever ends in the same hour shares one list. Only sessions of more than six
 * days and 23 hours meet the limit of S3 before.
 */
export function endOfAddresses(sessionEndsAt: Date, now: Date): Date {
  const fullHour = (ms: number) => Math.floor(ms / hourMs) * hourMs;
  return new Date(Math.min(fullHour(sessionEndsAt.getTime()) + hourMs, fullHour(now.getTime() + longestMs)));
}
