import type { AppError } from '../../platform/errors';
import type { Actor, RequestFacts } from '../../platform/http';
import type { PlaybackDecision, Refusal, ViewerCountry } from '../access';

export interface GrantedSession {
  /** Site-relative, `/p/{token}/master.m3u8`. */
  manifestUrl: string;
  /** Small pictures for winding, `/p/{token}/{generation}/storyboard.vtt`; null while there are none. */
  storyboardUrl: string | null;
  expiresAt: Date;
  heartbeatSeconds: number;
}

/** Who asks, and from where. */
export interface Viewer {
  actor: Actor;
  country: ViewerCountry;
  /** Of the passwords entered in this browser. */
  passwordIds: readonly string[];
}

/** What a client may say as it starts. */
export interface StartOptions {
  /** Of a video that asks for one, from a client that keeps no cookies. */
  password?: string;
  /** Ends what other devices watch, as far as it takes to make room for this one. */
  takeOver?: boolean;
  /** For people to tell their devices apart. */
  userAgent?: string;
  /** Whom a limit on passwords counts. */
  ip?: string;
}

/** Gathers facts for the decision and serves what it allows. */
export interface Playback {
  viewerOf(actor: Actor, request: Pick<RequestFacts, 'ip' | 'header' | 'cookies'>): Viewer;
  /** Asks the one decision about one video (internal id); null when there is no such video. */
  decide(viewer: Viewer, videoId: string): Promise<PlaybackDecision | null>;
  /** The same for a list, in a constant number of queries: internal video id → decision. */
  decideMany(viewer: Viewer, videoIds: readonly string[]): Promise<Map<string, PlaybackDecision>>;
  /** The error that says why: `playback_refused` (forbidden) with every refusal in words. */
  refused(refusals: readonly Refusal[]): AppError;
  /**
   * @throws AppError `playback_refused` (forbidden, with `refusals`), `video_not_found`, `password_wrong` or
   * `too_many_passwords`.
   */
  startSession(viewer: Viewer, videoPublicId: string, options?: StartOptions): Promise<GrantedSession>;
}
