import { z } from 'zod';
import { defineEvent } from '../../platform/bus';
import { videoStatusSchema, visibilitySchema } from './contract';

const instant = z.iso.datetime();

/** Every `video.*` event carries the whole state after it, so that hearing only the newest is enough. */
const snapshot = z.object({
  videoId: z.uuid(),
  publicId: z.string(),
  channelId: z.uuid(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  status: videoStatusSchema,
  /** Null: not playable. */
  playableSince: instant.nullable(),
  durationMs: z.number().int().nullable(),
  posterUrl: z.string().nullable(),
  trashed: z.boolean(),
  /** Null: never published, or withdrawn. */
  publication: z
    .object({
      visibility: visibilitySchema,
      startsAt: instant.nullable(),
      endsAt: instant.nullable(),
      publishedAt: instant,
    })
    .nullable(),
  /** Grows with every change of the video; the higher one is the newer truth. */
  version: z.number().int(),
  at: instant,
});
export type VideoSnapshot = z.infer<typeof snapshot>;

export const videoDrafted = defineEvent({ name: 'video.drafted', schema: snapshot });
/** Words, media or status changed. */
export const videoUpdated = defineEvent({ name: 'video.updated', schema: snapshot });

export const videoPublished = defineEvent({
  name: 'video.published',
  schema: snapshot.extend({
    visibility: visibilitySchema,
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
  }),
});
export type VideoPublished = z.infer<typeof videoPublished.schema>;

export const videoUnpublished = defineEvent({ name: 'video.unpublished', schema: snapshot });
export const videoTrashed = defineEvent({ name: 'video.trashed', schema: snapshot });
export const videoRestored = defineEvent({ name: 'video.restored', schema: snapshot });

/** Gone for good: every room drops what it holds of this video. */
export const videoPurged = defineEvent({
  name: 'video.purged',
  schema: z.object({ videoId: z.uuid(), publicId: z.string(), channelId: z.uuid() }),
});
