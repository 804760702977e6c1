import { newId, newPublicId } from '../../platform/ids';
import { type ByPerson, type ChangeTools, changeByPerson, snapshotTo, wakeLiveViews } from './change-video';
import type { DraftVideoBody, EditVideoBody } from './contract';
import { videoTrashed } from './errors';
import { videoDrafted, videoUpdated } from './events';
import { type ChangedField, recordDeed } from './history-store';
import type { VideoRecord } from './record';
import { insertVideo } from './store';

export interface Words {
  /** A new draft; nothing has been uploaded yet. */
  draftVideo(channelId: string, actor: string, words: DraftVideoBody): Promise<VideoRecord>;
  /** @throws AppError `video_not_found`, `version_conflict` or `video_trashed`. */
  editVideo(by: ByPerson, words: EditVideoBody): Promise<VideoRecord>;
}

export function createWords(tools: ChangeTools): Words {
  const { db, outbox, clock, cache } = tools;
  return {
    draftVideo: async (channelId, actor, { title, description = '', tags = [] }) => {
      const video = await db.transaction(async (tx) => {
        const at = clock.now();
        const words = { title, description, tags: distinct(tags) };
        const ids = { id: newId(at.getTime()), publicId: newPublicId('vid'), channelId };
        const drafted = await insertVideo(tx, { ...ids, ...words }, at);
        await recordDeed(tx, ids.id, { version: drafted.version, at, actor, what: 'drafted', fields: {} });
        await snapshotTo(outbox, videoDrafted)(tx, drafted);
        return drafted;
      });
      await wakeLiveViews(cache, channelId);
      return video;
    },

    editVideo: (by, words) =>
      changeByPerson(tools, by, async (_tx, video) => {
        if (video.trashedAt) throw videoTrashed();
        const wanted = { ...words, ...(words.tags ? { tags: distinct(words.tags) } : {}) };
        const fields = differences(video, wanted);
        if (Object.keys(fields).length === 0) return null;
        return { changes: wanted, what: 'edited', fields, tell: snapshotTo(outbox, videoUpdated) };
      }),
  };
}

function differences(video: VideoRecord, words: EditVideoBody): Record<string, ChangedField> {
  const fields: Record<string, ChangedField> = {};
  for (const name of ['title', 'description', 'tags'] as const) {
    const [before, after] = [video[name], words[name]];
    if (after !== undefined && JSON.stringify(before) !== JSON.stringify(after)) fields[name] = { before, after };
  }
  return fields;
}

/** Tags differ by more than case. */
function distinct(tags: readonly string[]): string[] {
  return [...new Map(tags.map((tag) => [tag.toLocaleLowerCase('en'), tag] as const).reverse()).values()].reverse();
}
