import type { VideoTeamView } from './contract';
import type { VideoRecord } from './record';

export const keptInTrashMs = 30 * 86_400_000;

export function teamViewOf(video: VideoRecord, channelHandle: string): VideoTeamView {
  const { mediaProgress, publication, trashedAt, generationState } = video;
  const whole = video.status === 'ready' && generationState === 'ready';
  return {
    view: 'team',
    id: video.publicId,
    channelHandle,
    title: video.title,
    description: video.description,
    tags: [...video.tags],
    status: video.status,
    playable: video.playableSince !== null,
    progress: whole ? 1 : (mediaProgress?.progress ?? 0),
    etaSeconds: whole ? null : (mediaProgress?.etaSeconds ?? null),
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
    trashedAt: trashedAt?.toISOString() ?? null,
    purgeAt: trashedAt && new Date(trashedAt.getTime() + keptInTrashMs).toISOString(),
    version: video.version,
    createdAt: video.createdAt.toISOString(),
    updatedAt: video.updatedAt.toISOString(),
  };
}
