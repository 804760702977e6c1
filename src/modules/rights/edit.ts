import type { VideoFacts, Videos } from '../videos';
import { type ChangeTools, changedRights, changeMany, changeOne } from './change-rules';
import type { AccessRuleBody, BulkRightsBody, ChannelRightsBody, VideoRightsBody } from './contract';
import { videoNotFound, videoTrashed } from './errors';
import { ownVideos, requireTiers } from './named';
import type { Subject } from './rule-store';
import type { RuleEntry } from './rule-values';

export interface ByPerson {
  actor: string;
  expectedVersion: number | null;
}

export interface Edit {
  /** @throws AppError `version_conflict`. */
  setChannelRights(channel: { id: string; handle: string }, body: ChannelRightsBody, by: ByPerson): Promise<void>;
  /** @throws AppError `video_not_found`, `video_trashed` or `version_conflict`. */
  setVideoRights(videoPublicId: string, body: VideoRightsBody, by: ByPerson): Promise<void>;
  /** @throws AppError as `setVideoRights`, and `invalid_input` for a tier of another channel. */
  setVideoAccess(videoPublicId: string, body: AccessRuleBody, by: ByPerson): Promise<void>;
  /** All or nothing. @throws AppError `invalid_input` for videos and tiers of another channel, and what is in the trash. */
  editMany(channelId: string, body: BulkRightsBody, actor: string): Promise<{ changeId: string; changed: number }>;
}

export interface EditDependencies extends ChangeTools {
  videos: Pick<Videos, 'findByPublicId' | 'factsByPublicIds' | 'factsOf'>;
}

export function createEdit(deps: EditDependencies): Edit {
  const { db, videos, cache } = deps;
  const tell = (message: string) => cache.broadcast(changedRights, message);

  const setOfVideo = async (video: VideoFacts, said: Said, { actor, expectedVersion }: ByPerson): Promise<void> => {
    const edit = {
      channelId: video.channelId,
      actor,
      subjects: [subjectOf(video)],
      entries: entriesOf([video.id], said),
    };
    const { changed } = await changeOne(deps, edit, expectedVersion);
    if (changed.size > 0) await tell(video.publicId);
  };
  const editable = async (publicId: string): Promise<VideoFacts> => {
    const video = await videos.findByPublicId(publicId);
    if (!video) throw videoNotFound();
    if (video.trashedAt) throw videoTrashed();
    return video;
  };

  return {
    setChannelRights: async ({ id, handle }, { windows, ...settings }, { actor, expectedVersion }) => {
      const subjects: Subject[] = [{ id, kind: 'channel', channelId: id }];
      const entries: RuleEntry[] = [
        { subjectId: id, what: 'windows', value: windows },
        { subjectId: id, what: 'settings', value: settings },
      ];
      const { changed } = await changeOne(deps, { channelId: id, actor, subjects, entries }, expectedVersion);
      if (changed.size > 0) await tell(`@${handle}`);
    },

    setVideoRights: async (publicId, { windows, minimumAge }, by) =>
      setOfVideo(await editable(publicId), { windows, age: minimumAge }, by),

    setVideoAccess: async (publicId, access, by) => {
      const video = await editable(publicId);
      await requireTiers(db.reader, video.channelId, access, 'body');
      await setOfVideo(video, { access }, by);
    },

    editMany: async (channelId, { videoIds, windows, access, minimumAge: age }, actor) => {
      const films = await ownVideos(videos, channelId, videoIds, (index) => `body.videoIds.${index}`);
      if (access) await requireTiers(db.reader, channelId, access, 'body.access');
      const entries = entriesOf(
        films.map(({ id }) => id),
        { windows, access, age },
      );
      const { changeId, changed } = await changeMany(deps, {
        ...{ channelId, actor, entries },
        subjects: films.map(subjectOf),
      });
      const touched = films.filter(({ id }) => changed.has(id)).map(({ publicId }) => publicId);
      if (touched.length > 0) await tell(touched.join(' '));
      return { changeId, changed: changed.size };
    },
  };
}

interface Said {
  windows?: VideoRightsBody['windows'] | undefined;
  access?: AccessRuleBody | undefined;
  age?: number | null | undefined;
}

function entriesOf(subjectIds: readonly string[], { windows, access, age }: Said): RuleEntry[] {
  return subjectIds.flatMap((subjectId): RuleEntry[] => [
    ...(windows ? [{ subjectId, what: 'windows' as const, value: windows }] : []),
    ...(access ? [{ subjectId, what: 'access' as const, value: access }] : []),
    ...(age === undefined ? [] : [{ subjectId, what: 'age' as const, value: age }]),
  ]);
}

function subjectOf({ id, channelId }: VideoFacts): Subject {
  return { id, kind: 'video', channelId };
}
