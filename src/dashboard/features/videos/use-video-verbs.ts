import { useQueryClient } from '@tanstack/react-query';
import type { PublishVideoBody, VideoTeamView } from '../../../modules/videos/contract';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithUndo } from '../../notify/notify';
import { applyVideo } from './use-live-changes';
import { libraryKey, publishVideo, restoreVideo, trashVideo, unpublishVideo, videoKey, watchUrl } from './videos-api';

interface VideoVerbs {
  trash(videos: readonly VideoTeamView[]): Promise<void>;
  restore(videos: readonly VideoTeamView[]): Promise<void>;
  publish(videos: readonly VideoTeamView[], body: PublishVideoBody): Promise<void>;
  copyLink(video: VideoTeamView): Promise<void>;
}

/** What can be done to videos from a list; each says what happened and offers the way back. */
export function useVideoVerbs(): VideoVerbs {
  const client = useQueryClient();
  const refresh = async ({ channelHandle, id }: VideoTeamView): Promise<void> => {
    await client.invalidateQueries({ queryKey: libraryKey(channelHandle) });
    await client.invalidateQueries({ queryKey: videoKey(id) });
  };
  const settle = async (
    videos: readonly VideoTeamView[],
    verb: (id: string) => Promise<unknown>,
  ): Promise<VideoTeamView[]> => {
    const answers = await Promise.allSettled(videos.map(({ id }) => verb(id)));
    const done = videos.filter((_, index) => answers[index]?.status === 'fulfilled');
    const refused = answers.find((answer) => answer.status === 'rejected');
    if (refused) notifyProblem(refused.reason);
    if (refused && videos.length > 1) notifyDone(t('library.bulkFailed', { count: videos.length - done.length }));
    const [first] = videos;
    if (first) await refresh(first);
    return done;
  };
  const verbs: VideoVerbs = {
    trash: async (videos) => {
      const done = await settle(videos, trashVideo);
      const [first] = done;
      if (!first) return;
      const said =
        done.length === 1 ? t('video.trashed', { title: first.title }) : t('video.trashedMany', { count: done.length });
      notifyWithUndo(said, () => void verbs.restore(done));
    },
    restore: async (videos) => {
      const done = await settle(videos, restoreVideo);
      for (const { title } of done.slice(0, 3)) notifyDone(t('video.restored', { title }));
    },
    publish: async (videos, body) => {
      const done = await settle(videos, async (id) => {
        const video = await publishVideo(id, body);
        applyVideo(client, video.channelHandle, video);
      });
      if (done.length === 0) return;
      notifyWithUndo(t('library.bulkPublished', { count: done.length }), () => void undoPublish(done));
    },
    copyLink: async ({ id }) => {
      await navigator.clipboard.writeText(watchUrl(id));
      notifyDone(t('video.linkCopied'));
    },
  };
  const undoPublish = (videos: readonly VideoTeamView[]): Promise<unknown> =>
    settle(videos, (id) => putBack(videos, id));
  return verbs;
}

/** The publication each had before. */
function putBack(videos: readonly VideoTeamView[], id: string): Promise<VideoTeamView> {
  const before = videos.find((video) => video.id === id)?.publication;
  if (!before) return unpublishVideo(id);
  const { visibility, startsAt, endsAt } = before;
  return publishVideo(id, { visibility, startsAt, endsAt });
}
