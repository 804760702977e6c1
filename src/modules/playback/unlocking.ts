import type { Cache } from '../../platform/cache';
import { clientNetwork } from '../../platform/http';
import type { Videos } from '../videos';
import type { Decisions } from './decisions';
import { passwordWrong, tooManyPasswords, videoNotFound } from './errors';
import type { Viewer } from './face';

/** Tries of one network at one video. */
const tries = { name: 'video-password', points: 10, perSeconds: 300 };

export interface UnlockingDependencies {
  videos: Pick<Videos, 'findByPublicId' | 'checkPassword'>;
  decisions: Pick<Decisions, 'about'>;
  cache: Pick<Cache, 'consume'>;
}

export interface Try {
  viewer: Viewer;
  videoPublicId: string;
  password: string;
  ip: string;
}

/**
 * The id of the password, if it opens the video.
 * @throws AppError `password_wrong`, `too_many_passwords`, or `video_not_found` for what may not be spoken of.
 */
export function createUnlocking({ videos, decisions, cache }: UnlockingDependencies): (given: Try) => Promise<string> {
  return async ({ viewer, videoPublicId, password, ip }) => {
    const verdict = await cache.consume(tries, `${clientNetwork(ip)} ${videoPublicId}`);
    if (!verdict.allowed) throw tooManyPasswords(verdict.retryAfterSeconds);
    const video = await videos.findByPublicId(videoPublicId);
    const decision = video && (await decisions.about(viewer, [video])).get(video.id);
    if (!decision || (decision.decision === 'refused' && !decision.existencePublic)) throw videoNotFound();
    const passwordId = await videos.checkPassword(videoPublicId, password);
    if (passwordId === null) throw passwordWrong();
    return passwordId;
  };
}
