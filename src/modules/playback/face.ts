import type { AppError } from '../../platform/errors';
import type { Actor } from '../../platform/http';
import type { PlaybackDecision, Refusal } from '../access';

export interface GrantedSession {
  /** Site-relative, `/p/{token}/master.m3u8`. */
  manifestUrl: string;
  /** Small pictures for winding, `/p/{token}/{generation}/storyboard.vtt`; null while there are none. */
  storyboardUrl: string | null;
  expiresAt: Date;
  heartbeatSeconds: number;
}

/** Gathers facts for the decision and serves what it allows. */
export interface Playback {
  /** Asks the one decision about one video (internal id); null when there is no such video. */
  decide(actor: Actor, videoId: string): Promise<PlaybackDecision | null>;
  /** The same for a list, in a constant number of queries: internal video id → decision. */
  decideMany(actor: Actor, videoIds: readonly string[]): Promise<Map<string, PlaybackDecision>>;
  /** The error that says why: `playback_refused` (forbidden) with every refusal in words. */
  refused(refusals: readonly Refusal[]): AppError;
  /** @throws AppError `playback_refused` (forbidden, with `refusals`) or `video_not_found`. */
  startSession(actor: Actor, videoPublicId: string): Promise<GrantedSession>;
}
