import { z } from 'zod';
import { instant } from '../../platform/http/text';

/** A file that has not arrived whole; ask for it again and go on from `offset`. */
export const unfinishedUploadView = z.object({
  id: z.string(),
  videoId: z.string(),
  filename: z.string(),
  sizeBytes: z.number().int(),
  /** Bytes that have arrived. */
  offset: z.number().int(),
  /** What the tus client resumes: `/api/v1/uploads/{id}`. */
  url: z.string(),
  createdAt: instant,
  /** When it is given up, unless more bytes come. */
  expiresAt: instant,
});
export type UnfinishedUploadView = z.infer<typeof unfinishedUploadView>;

export const unfinishedUploadList = z.object({
  items: z.array(unfinishedUploadView),
  nextCursor: z.string().nullable(),
});
export type UnfinishedUploadList = z.infer<typeof unfinishedUploadList>;
