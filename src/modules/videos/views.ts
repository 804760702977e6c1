import type { VideoTeamView } from './contract';
import { lateness, secondsLeft } from './estimates';
import type { VideoRecord } from './record';

export const keptInTrashMs = 30 * 86_400_000;

/** As of `now`: estimates are counted from there. */
export function teamViewOf(video: VideoRecord, channelHandle: string, now: Date): VideoTeamView {
  const { mediaProgress, publication, trashedAt, generationState } = video;
  const settled = video.status === 'ready' && generationState !== 'playable';
  const progress = mediaProgress?.progress ?? (settled ? 1 : 0);
  const playable = video.playableSince !== null;
  return {
    view: 'team',
    id: video.publicId,
    channelHandle,
    title: video.title,
    description: video.description,
    tags: [...video.tags],
    status: video.status,
    playable,
    progress,
    etaSeconds: progress === 1 || !mediaProgress ? null : secondsLeft(mediaProgress.etaSeconds, mediaProgress.at, now),
    playableEtaSeconds:
      playable || !mediaProgress ? null : secondsLeft(mediaProgress.playableEtaSeconds, mediaProgress.at, now),
    renditions: [...(mediaProgress?.renditions ?? [])],
    failure: video.failure,
    durationMs: video.durationMs,
    posterUrl: video.posterUrl,
    publication: publication && {
      visibility: publication.visibility,
      startsAt: publication.startsAt?.toISOString() ?? null,
      endsAt: publication.endsAt?.toISOString() ?? null,
      publishedAt: publication.publishedAt.toISOString(),
    },
    late: lateness(video, now),
    trashedAt: trashedAt?.toISOString() ?? null,
    purgeAt: trashedAt && new Date(trashedAt.getTime() + keptInTrashMs).toISOString(),
    version: video.version,
    createdAt: video.createdAt.toISOString(),
    updatedAt: video.updatedAt.toISOString(),
  };
}
