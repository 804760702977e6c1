import { LRUCache } from 'lru-cache';
import type { Storage } from '../../platform/storage';
import type { MediaRendition, PlaybackSet } from '../media';
import { mediaNotFound, playbackRefused, sessionEnded, sessionUnknown } from './errors';
import type { Admission, Gate } from './gate';
import type { PlaybackSets } from './playback-sets';
import { playlistPath, renderMaster, renderMedia } from './playlists';
import type { RenderedPlaylist, RenderedPlaylists } from './rendered';

export interface MediaAddress {
  generation: string;
  rendition: string;
  fence: string;
  file: string;
}

export interface MediaObject {
  key: string;
  sizeBytes: number;
}

/** What lies below `/p/{token}/`. */
export interface Delivery {
  /** @throws AppError `session_unknown`, `playback_refused`, `session_ended` or `media_not_found`. */
  master(token: string): Promise<RenderedPlaylist>;
  /** A refusal in mid-play ends the list. @throws AppError `session_unknown` or `media_not_found`. */
  playlist(token: string, generation: string, rendition: string): Promise<RenderedPlaylist>;
  /** @throws AppError as `master`. */
  object(token: string, address: MediaAddress): Promise<MediaObject>;
}

export interface DeliveryDependencies {
  gate: Gate;
  sets: PlaybackSets;
  rendered: RenderedPlaylists;
  storage: Storage;
}

const emptyEnd = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-ENDLIST\n';

export function createDelivery({ gate, sets, rendered, storage }: DeliveryDependencies): Delivery {
  const sizeOf = createSizes(storage);
  return {
    master: async (token) => {
      const { videoId, generationId } = opened(await gate.admit(token, 'playlist'));
      const set = await sets.findOrNext(videoId, generationId);
      if (!set || set.renditions.length === 0) throw mediaNotFound();
      return rendered.get(masterKey(set), () => renderMaster(set));
    },

    playlist: async (token, generation, name) => {
      const admission = await gate.admit(token, 'playlist');
      if (admission.gate === 'unknown') throw sessionUnknown();
      const { videoId } = admission;
      const at = `${videoId}/${generation}/${name}`;
      const whole = rendered.peek(wholeKey(at));
      if (whole && admission.gate === 'open') return whole;
      const rendition = renditionIn(await sets.find(videoId, generation), name);
      if (admission.gate === 'closed') {
        return rendered.once(rendition ? renderMedia(rendition, { ended: true }) : emptyEnd);
      }
      if (!rendition) throw mediaNotFound();
      return rendered.get(playlistKey(at, rendition), () => renderMedia(rendition));
    },

    object: async (token, { generation, rendition, fence, file }) => {
      const { videoId } = opened(await gate.admit(token, 'bytes'));
      const key = `media/${videoId}/${generation}/${rendition}/${fence}/${file}`;
      const sizeBytes = await sizeOf(key);
      if (sizeBytes === null) throw mediaNotFound();
      return { key, sizeBytes };
    },
  };
}

function opened(admission: Admission): Extract<Admission, { gate: 'open' }> {
  if (admission.gate === 'open') return admission;
  if (admission.gate === 'unknown') throw sessionUnknown();
  throw admission.refusals.length > 0 ? playbackRefused(admission.refusals) : sessionEnded();
}

function renditionIn(set: PlaybackSet | null, name: string): MediaRendition | null {
  return set?.renditions.find((rendition) => playlistPath(rendition).split('/')[1] === name) ?? null;
}

// A master changes when a rendition joins or its measured rates do.
function masterKey({ generationId, renditions }: PlaybackSet): string {
  const state = renditions.map(
    ({ name, path, peakBitsPerSecond, averageBitsPerSecond }) =>
      `${name} ${path} ${peakBitsPerSecond} ${averageBitsPerSecond}`,
  );
  return ['master', generationId, ...state].join('|');
}

function wholeKey(at: string): string {
  return `${at} whole`;
}

function playlistKey(at: string, { complete, path, segments }: MediaRendition): string {
  return complete ? wholeKey(at) : `${at} ${path} ${segments.length}`;
}

/** Objects never change, so their size is asked for once. */
function createSizes(storage: Storage): (key: string) => Promise<number | null> {
  const known = new LRUCache<string, number>({ max: 50_000 });
  return async (key) => {
    const size = known.get(key) ?? (await storage.stat(key))?.sizeBytes ?? null;
    if (size !== null) known.set(key, size);
    return size;
  };
}
