import type { Actor } from '../../platform/http';
import type { PlaybackDecision } from '../access';

export { createPlayback, type PlaybackDependencies } from './service';

export interface GrantedSession {
  /** Site-relative, `/p/{token}/master.m3u8`. */
  manifestUrl: string;
  expiresAt: Date;
  heartbeatSeconds: number;
}

/** Gathers facts for the decision and serves what it allows. */
export interface Playback {
  /** Asks the one decision about one video (internal id); null when there is no such video. */
  decide(actor: Actor, videoId: string): Promise<PlaybackDecision | null>;
  /** The same for a list, in a constant number of queries: internal video id → decision. */
  decideMany(actor: Actor, videoIds: readonly string[]): Promise<Map<string, PlaybackDecision>>;
  /** @throws AppError `playback_refused` (forbidden, with `refusals`) or `video_not_found`. */
  startSession(actor: Actor, videoPublicId: string): Promise<GrantedSession>;
}
