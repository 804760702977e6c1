import { z } from 'zod';
import { defineEvent } from '../../platform/bus';

/** Internal ids throughout; a generation is everything made from one source of one video. */
const subject = {
  videoId: z.uuid(),
  channelId: z.uuid(),
  generationId: z.uuid(),
  /** The upload this source came by; null for a recording. Tells the library which upload has been answered. */
  uploadId: z.uuid().nullable(),
};

/** A source was understood and accepted; its segments are being made. */
export const mediaAccepted = defineEvent({
  name: 'media.accepted',
  schema: z.object({ ...subject, durationMs: z.number().int().positive().nullable() }),
});
export type MediaAccepted = z.infer<typeof mediaAccepted.schema>;

/** The first segments of picture and sound play; from now on this generation is the one that is served. */
export const mediaPlayable = defineEvent({
  name: 'media.playable',
  schema: z.object({ ...subject, durationMs: z.number().int().positive().nullable() }),
});
export type MediaPlayable = z.infer<typeof mediaPlayable.schema>;

/** The generation is whole and was verified. */
export const mediaReady = defineEvent({
  name: 'media.ready',
  schema: z.object({ ...subject, durationMs: z.number().int().positive() }),
});
export type MediaReady = z.infer<typeof mediaReady.schema>;

/** This source will not become a film; trying again with the same file cannot help. */
export const mediaFailed = defineEvent({
  name: 'media.failed',
  schema: z.object({
    ...subject,
    code: z.string(),
    /** A sentence for the creator. */
    message: z.string(),
    /** True when an earlier source of the video goes on playing. */
    stillPlayable: z.boolean(),
  }),
});
export type MediaFailed = z.infer<typeof mediaFailed.schema>;

/** A still picture of the film is there. */
export const mediaPosterMade = defineEvent({
  name: 'media.poster-made',
  schema: z.object({ ...subject, posterUrl: z.string() }),
});
export type MediaPosterMade = z.infer<typeof mediaPosterMade.schema>;
