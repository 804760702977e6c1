import { z } from 'zod';
import { defineEvent } from '../../platform/bus';

/** Internal ids throughout. */
const subject = { uploadId: z.uuid(), videoId: z.uuid(), channelId: z.uuid() };
const file = { filename: z.string(), sizeBytes: z.number().int().positive() };

/** A source is announced; no byte has arrived. It is now the video's only open upload. */
export const uploadStarted = defineEvent({
  name: 'upload.started',
  schema: z.object({ ...subject, ...file }),
});
export type UploadStarted = z.infer<typeof uploadStarted.schema>;

/** Every byte lies in storage under `sourceKey`, flushed and whole. */
export const uploadCompleted = defineEvent({
  name: 'upload.completed',
  schema: z.object({ ...subject, ...file, sourceKey: z.string() }),
});
export type UploadCompleted = z.infer<typeof uploadCompleted.schema>;

/** Stopped on purpose: by the team, or because a newer upload for the same video took its place. */
export const uploadTerminated = defineEvent({
  name: 'upload.terminated',
  schema: z.object({ ...subject, reason: z.enum(['cancelled', 'superseded']) }),
});
export type UploadTerminated = z.infer<typeof uploadTerminated.schema>;

/** No byte came for the whole expiry; what had arrived is deleted. */
export const uploadAbandoned = defineEvent({
  name: 'upload.abandoned',
  schema: z.object(subject),
});
export type UploadAbandoned = z.infer<typeof uploadAbandoned.schema>;
