import { type ByPerson, type ChangeTools, changeByPerson, snapshotTo } from './change-video';
import type { PublishVideoBody } from './contract';
import { publicationOver, videoTrashed } from './errors';
import { videoPublished, videoUnpublished } from './events';
import { beginPublication, endPublication } from './publication-store';
import type { VideoPublication, VideoRecord } from './record';
import { snapshotOf } from './snapshot';

export interface Publishing {
  /**
   * Publishes, or changes how it is published. A video that does not play yet is remembered as published and can be
   * watched once it plays.
   * @throws AppError `video_not_found`, `version_conflict`, `video_trashed` or `publication_over`.
   */
  publishVideo(by: ByPerson, publication: PublishVideoBody): Promise<VideoRecord>;
  /** @throws AppError `video_not_found` or `version_conflict`. */
  unpublishVideo(by: ByPerson): Promise<VideoRecord>;
}

export function createPublishing(tools: ChangeTools): Publishing {
  const { outbox } = tools;
  return {
    publishVideo: (by, body) =>
      changeByPerson(tools, by, async (tx, video, at) => {
        if (video.trashedAt) throw videoTrashed();
        const wanted = wantedPublication(body, video.publication, at);
        if (wanted.endsAt && wanted.endsAt <= at) throw publicationOver();
        if (isSame(video.publication, wanted)) return null;
        const step = { videoId: video.id, actor: by.actor, at };
        if (video.publication) await endPublication(tx, step);
        await beginPublication(tx, step, wanted);
        return {
          changes: {},
          what: 'published',
          fields: { publication: { before: shown(video.publication), after: shown(wanted) } },
          tell: (tx, after) => {
            const snapshot = snapshotOf(after);
            const { visibility, startsAt = null, endsAt = null } = snapshot.publication ?? body;
            return outbox.publish(tx, videoPublished, { ...snapshot, visibility, startsAt, endsAt });
          },
        };
      }),

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

function wantedPublication(body: PublishVideoBody, before: VideoPublication | null, at: Date): VideoPublication {
  return {
    visibility: body.visibility,
    startsAt: body.startsAt === null ? null : new Date(body.startsAt),
    endsAt: body.endsAt === null ? null : new Date(body.endsAt),
    passwordId: null,
    // A new start or end alone must not put an old film on top of the list of new ones.
    publishedAt: before?.visibility === body.visibility ? before.publishedAt : at,
  };
}

function isSame(before: VideoPublication | null, wanted: VideoPublication): boolean {
  return before !== null && JSON.stringify(shown(before)) === JSON.stringify(shown(wanted));
}

function shown(publication: VideoPublication | null) {
  if (!publication) return null;
  const { visibility, startsAt, endsAt } = publication;
  return { visibility, startsAt: startsAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null };
}
