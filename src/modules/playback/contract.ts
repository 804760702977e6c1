import { z } from 'zod';
import { instant, problem } from '../../platform/http/text';

export const refusalReasonSchema = z.enum(['not_published', 'private', 'not_yet', 'ended', 'not_ready', 'trashed']);

/** What would let the viewer in: an instant to wait for, or patience. */
export const remedyView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wait_until'), at: instant }),
  z.object({ kind: z.literal('wait') }),
]);

export const refusalView = z.object({
  reason: refusalReasonSchema,
  /** A sentence for the viewer. */
  detail: z.string(),
  /** Absent where nothing the viewer can do or wait for would help. */
  remedy: remedyView.optional(),
});
export type RefusalView = z.infer<typeof refusalView>;

/** `POST /videos/:id/playback`, 200. */
export const grantedPlayback = z.object({
  decision: z.literal('allowed'),
  /** Site-relative; everything below it is relative to it. */
  manifestUrl: z.string(),
  /** WebVTT that names a small picture for each moment, relative to itself. Absent while there are none. */
  storyboardUrl: z.string().optional(),
  expiresAt: instant,
  /** Send `POST /p/{token}/heartbeat` this often while the film is open. */
  heartbeatSeconds: z.number().int(),
});
export type GrantedPlayback = z.infer<typeof grantedPlayback>;

/** `POST /p/{token}/heartbeat`, 200. */
export const keptPlayback = z.object({
  decision: z.literal('allowed'),
  expiresAt: instant,
  heartbeatSeconds: z.number().int(),
});
export type KeptPlayback = z.infer<typeof keptPlayback>;

/** 403 of either: `code` is `playback_refused`. */
export const playbackRefusedProblem = problem.extend({ refusals: z.array(refusalView) });
