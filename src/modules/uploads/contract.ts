import { z } from 'zod';
import { instant, safeText } from '../../platform/http/text';

/** A file that has not arrived whole; ask for it again and go on from `offset`. */
export const unfinishedUploadView = z.object({
  id: z.string(),
  videoId: z.string(),
  filename: z.string(),
  sizeBytes: z.number().int(),
  /** Bytes that have arrived. */
  offset: z.number().int(),
  /** How it goes on: by tus, or with parts straight to the bucket. */
  protocol: z.enum(['tus', 'multipart']),
  /** Where it goes on: `/api/v1/uploads/{id}`, or `/api/v1/videos/{videoId}/multipart/{id}`. */
  url: z.string(),
  createdAt: instant,
  /** When it is given up, unless more bytes come. */
  expiresAt: instant,
});
export type UnfinishedUploadView = z.infer<typeof unfinishedUploadView>;

export const unfinishedUploadList = z.object({
  items: z.array(unfinishedUploadView),
  nextCursor: z.string().nullable(),
  /** Whether new files may go straight to the bucket: `POST /videos/{id}/multipart`. */
  multipart: z.boolean(),
});
export type UnfinishedUploadList = z.infer<typeof unfinishedUploadList>;

export const multipartWish = z.strictObject({
  filename: safeText({ min: 1, max: 1_000 }),
  sizeBytes: z.number().int().positive(),
});
export type MultipartWish = z.infer<typeof multipartWish>;

/** A file whose parts go straight to the bucket, in any order and side by side. */
export const multipartUploadView = z.object({
  uploadId: z.string(),
  videoId: z.string(),
  /** Ask here what has arrived, for part addresses below it, and delete it to give up. */
  url: z.string(),
  filename: z.string(),
  sizeBytes: z.number().int(),
  /** True once the film has been made of its parts. */
  completed: z.boolean(),
  /** Of every part but the last, which has the rest. */
  partSizeBytes: z.number().int(),
  partCount: z.number().int(),
  /** Parts that have arrived whole, from 1. */
  receivedParts: z.array(z.number().int()),
  receivedBytes: z.number().int(),
  /** When it is given up, unless more parts are asked for. */
  expiresAt: instant,
});
export type MultipartUploadView = z.infer<typeof multipartUploadView>;

export const partAddressView = z.object({
  number: z.number().int(),
  /** Exactly this many bytes are taken. */
  sizeBytes: z.number().int(),
  /** PUT the bytes here. It is a key to this part: keep it out of logs. */
  url: z.string(),
  /** From then on the address is refused; ask for another one. */
  expiresAt: instant,
});
export type PartAddressView = z.infer<typeof partAddressView>;
