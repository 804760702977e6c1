import type { VideoFacts } from '../../src/modules/videos';
import { newId } from '../../src/platform/ids';
import type { Storage } from '../../src/platform/storage';
import { aRendition, aSet, aVideo, type Neighbours } from './factories/playback';

/** A video that plays, in one rendition of three segments, with bytes in storage. */
export async function putFilm(
  { storage, rooms }: { storage: Storage; rooms: Neighbours },
  overrides: Partial<VideoFacts> = {},
  { complete = true } = {},
) {
  const video = aVideo(overrides);
  const generationId = newId();
  const picture = aRendition(generationId, { complete });
  rooms.keep(video);
  rooms.keepSet(video.id, aSet(generationId, picture));
  const at = (file: string) => `media/${video.id}/${picture.path}/${file}`;
  await storage.put(at(picture.initFile), Buffer.from('the header'), 'video/mp4');
  for (const { file, number } of picture.segments) {
    await storage.put(at(file), Buffer.from(`bytes of s${number}.m4s`), 'video/mp4');
  }
  return { video, generationId, picture };
}
