import { LRUCache } from 'lru-cache';
import type { Storage } from '../../platform/storage';
import type { ViewerCountry } from '../access';
import type { PlaybackSet } from '../media';
import type { DirectMedia } from './direct-media';
import { mediaNotFound, playbackRefused, sessionEnded, sessionUnknown } from './errors';
import type { Admission, Gate } from './gate';
import { createLists, type ListAddress } from './lists';
import type { PlaybackSets } from './playback-sets';
import { renderMaster } from './playlists/master';
import { renderStoryboard } from './playlists/storyboard';
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

/**
 * What lies below `/p/{token}/`; at once where it is at hand, since that is nearly always and a promise costs more.
 * `seen` is where a list is asked from.
 */
export interface Delivery {
  /** @throws AppError `session_unknown`, `playback_refused`, `session_ended` or `media_not_found`. */
  master(token: string, seen: ViewerCountry): Promise<RenderedPlaylist>;
  /** A refusal in mid-play ends the list. @throws AppError `session_unknown` or `media_not_found`. */
  playlist(token: string, address: ListAddress, seen: ViewerCountry): RenderedPlaylist | Promise<RenderedPlaylist>;
  /** Where the pictures for winding lie, as WebVTT. @throws AppError as `master`. */
  storyboard(token: string, generation: string): Promise<RenderedPlaylist>;
  /** @throws AppError as `master`. */
  object(token: string, address: MediaAddress): MediaObject | Promise<MediaObject>;
}

export interface DeliveryDependencies {
  gate: Gate;
  /** Where the media of a video lie for everybody, `m/{key}/`; null: below this token only. */
  sharedPathOf?(videoId: string): Promise<string | null>;
  sets: PlaybackSets;
  rendered: RenderedPlaylists;
  storage: Storage;
  /** Null: every byte comes through us. */
  direct?: DirectMedia | null;
}

export function createDelivery(dependencies: DeliveryDependencies): Delivery {
  const { gate, sets, rendered, storage, sharedPathOf = async () => null, direct = null } = dependencies;
  const sizes = createSizes(storage);
  const listFor = createLists({ sets, rendered, direct });
  return {
    master: async (token, seen) => {
      const { videoId, generationId } = opened(await gate.admit(token, 'playlist', seen));
      const set = await sets.findOrNext(videoId, generationId);
      if (!set || set.renditions.length === 0) throw mediaNotFound();
      const shown = lyingBelow(set, await sharedPathOf(videoId));
      return rendered.get(masterKey(shown), () => renderMaster(shown));
    },

    playlist: (token, address, seen) => {
      const admission = gate.admit(token, 'playlist', seen);
      if (admission instanceof Promise) return admission.then((answer) => listFor(answer, address));
      return listFor(admission, address);
    },

    storyboard: async (token, generation) => {
      const { videoId } = opened(await gate.admit(token, 'bytes'));
      const set = await sets.find(videoId, generation);
      if (!set?.storyboard) throw mediaNotFound();
      const { storyboard, durationMs } = set;
      const key = ['storyboard', videoId, ...storyboard.files, storyboard.count, durationMs].join(' ');
      return rendered.get(key, () => renderStoryboard(storyboard, durationMs));
    },

    object: (token, address) => {
      const admission = gate.admit(token, 'bytes');
      if (admission instanceof Promise) return admission.then((answer) => objectFor(answer, address));
      return objectFor(admission, address);
    },
  };

  function objectFor(admission: Admission, address: MediaAddress): MediaObject | Promise<MediaObject> {
    const { videoId } = opened(admission);
    const { generation, rendition, fence, file } = address;
    const key = `media/${videoId}/${generation}/${rendition}/${fence}/${file}`;
    const sizeBytes = sizes.known(key);
    if (sizeBytes !== null) return { key, sizeBytes };
    return sizes.ask(key).then((found) => {
      if (found === null) throw mediaNotFound();
      return { key, sizeBytes: found };
    });
  }
}

function opened(admission: Admission): Extract<Admission, { gate: 'open' }> {
  if (admission.gate === 'open') return admission;
  if (admission.gate === 'unknown') throw sessionUnknown();
  throw admission.refusals.length > 0 ? playbackRefused(admission.refusals) : sessionEnded();
}

/** Addresses in a master are relative to `/p/{token}/`. */
function lyingBelow(set: PlaybackSet, sharedPath: string | null): PlaybackSet {
  if (sharedPath === null) return set;
  return { ...set, renditions: set.renditions.map((each) => ({ ...each, path: `../../${sharedPath}${each.path}` })) };
}

// A master changes when a rendition joins or becomes whole, or when there is more of it to measure.
function masterKey({ generationId, renditions }: PlaybackSet): string {
  const state = renditions.map(({ path, complete, segments }) => `${path} ${complete} ${segments.length}`);
  return ['master', generationId, ...state].join('|');
}

/** Objects never change, so their size is asked for once, and once only by all who want to know it at the same time. */
function createSizes(storage: Storage) {
  const known = new LRUCache<string, number>({
    max: 50_000,
    ignoreFetchAbort: true, // crowded out meanwhile: whoever waits gets the answer all the same
    fetchMethod: async (key) => (await storage.stat(key))?.sizeBytes,
  });
  return {
    known: (key: string): number | null => known.get(key) ?? null,
    ask: async (key: string): Promise<number | null> => (await known.fetch(key)) ?? null,
  };
}
