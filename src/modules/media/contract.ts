import { z } from 'zod';
import { safeText } from '../../platform/http/text';

/** One still picture of the film that may stand for it. */
export const posterChoice = z.object({
  /** Of this list; stays the same as long as the film does. */
  id: z.string(),
  /** Site-relative. */
  url: z.string(),
  /** From the film's first picture; null for one that is not a frame of it. */
  atSeconds: z.number().nullable(),
  /** Exactly one is, once there are any. */
  chosen: z.boolean(),
});
export type PosterChoice = z.infer<typeof posterChoice>;

/** `GET /videos/:id/posters`: in the film's order; empty until the first was made. */
export const posterChoices = z.object({ items: z.array(posterChoice) });
export type PosterChoices = z.infer<typeof posterChoices>;

/** `PUT /videos/:id/poster`, answered with `posterChoices`. Problem `picture_not_found` (404): not one of this film. */
export const choosePosterBody = z.strictObject({ posterId: safeText({ min: 1, max: 100 }) });
export type ChoosePosterBody = z.infer<typeof choosePosterBody>;

/**
 * `POST /videos/:id/renditions/:name/retry`, answered with 202 and `{}`: it is made again, from the start.
 * Problems `rendition_not_found` (404) and `rendition_not_failed` (409).
 */
export const retryRenditionAnswer = z.object({});
