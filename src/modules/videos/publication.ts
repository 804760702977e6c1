import { type ByPerson, type ChangeTools, changeByPerson, snapshotTo } from './change-video';
import type { PublishVideoBody } from './contract';
import { passwordMissing, publicationOver, videoTrashed } from './errors';
import { videoPublished, videoUnpublished } from './events';
import { type ChosenPassword, createPublicationPasswords, type PasswordDependencies } from './publication-password';
import { beginPublication, endPublication } from './publication-store';
import type { VideoPublication, VideoRecord } from './record';
import { snapshotOf } from './snapshot';

export interface Publishing {
  /**
   * Publishes, or changes how it is published. A video that does not play yet is remembered as published and can be
   * watched once it plays.
   * @throws AppError `video_not_found`, `version_conflict`, `video_trashed`, `publication_over` or `password_missing`.
   */
  publishVideo(by: ByPerson, publication: PublishVideoBody): Promise<VideoRecord>;
  /** @throws AppError `video_not_found` or `version_conflict`. */
  unpublishVideo(by: ByPerson): Promise<VideoRecord>;
  /** Names the password in force when this is it. @throws AppError `sign_in_busy`. */
  checkPassword(videoPublicId: string, password: string): Promise<string | null>;
}

export function createPublishing(tools: ChangeTools & PasswordDependencies): Publishing {
  const { outbox } = tools;
  const { choose, checkPassword } = createPublicationPasswords(tools);
  return {
    checkPassword,

    publishVideo: async (by, body) => {
      const chosen = body.password === undefined ? null : await choose(by.publicId, body.password);
      return changeByPerson(tools, by, async (tx, video, at) => {
        if (video.trashedAt) throw videoTrashed();
        const wanted = wantedPublication(body, video.publication, chosen, at);
        if (wanted.endsAt && wanted.endsAt <= at) throw publicationOver();
        if (isSame(video.publication, wanted)) return null;
        const step = { videoId: video.id, actor: by.actor, at };
        if (video.publication) await endPublication(tx, step);
        await beginPublication(tx, step, wanted, chosen?.newHash ?? null);
        return {
          changes: {},
          what: 'published',
          fields: { publication: { before: shown(video.publication), after: shownBeside(video.publication, wanted) } },
          tell: (tx, after) => {
            const snapshot = snapshotOf(after);
            const { visibility, startsAt = null, endsAt = null } = snapshot.publication ?? body;
            return outbox.publish(tx, videoPublished, { ...snapshot, visibility, startsAt, endsAt });
          },
        };
      });
    },

    unpublishVideo: (by) =>
      changeByPerson(tools, by, async (tx, video, at) => {
        if (!video.publication) return null;
        await endPublication(tx, { videoId: video.id, actor: by.actor, at });
        return {
          changes: {},
          what: 'unpublished',
          fields: { publication: { before: shown(video.publication), after: null } },
          tell: snapshotTo(outbox, videoUnpublished),
        };
      }),
  };
}

function wantedPublication(
  body: PublishVideoBody,
  before: VideoPublication | null,
  chosen: ChosenPassword | null,
  at: Date,
): VideoPublication {
  const passwordId = body.visibility === 'password' ? (chosen?.id ?? before?.passwordId ?? null) : null;
  if (body.visibility === 'password' && passwordId === null) throw passwordMissing();
  return {
    visibility: body.visibility,
    startsAt: body.startsAt === null ? null : new Date(body.startsAt),
    endsAt: body.endsAt === null ? null : new Date(body.endsAt),
    passwordId,
    // A new start or end alone must not put an old film on top of the list of new ones.
    publishedAt: before?.visibility === body.visibility ? before.publishedAt : at,
  };
}

function isSame(before: VideoPublication | null, wanted: VideoPublication): boolean {
  const isSamePassword = before?.passwordId === wanted.passwordId;
  return before !== null && isSamePassword && JSON.stringify(shown(before)) === JSON.stringify(shown(wanted));
}

/** That there is a new password is told; nothing about it is. */
function shownBeside(before: VideoPublication | null, wanted: VideoPublication) {
  const isNew = wanted.passwordId !== null && wanted.passwordId !== before?.passwordId;
  return { ...shown(wanted), ...(isNew ? { newPassword: true } : {}) };
}

function shown(publication: VideoPublication | null) {
  if (!publication) return null;
  const { visibility, startsAt, endsAt } = publication;
  return { visibility, startsAt: startsAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null };
}
