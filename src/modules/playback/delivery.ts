import { LRUCache } from 'lru-cache';
import type { Storage } from '../../platform/storage';
import type { ViewerCountry } from '../access';
import type { MediaRendition, PlaybackSet } from '../media';
import { mediaNotFound, playbackRefused, sessionEnded, sessionUnknown } from './errors';
import type { Admission, Gate } from './gate';
import type { PlaybackSets } from './playback-sets';
import { renderMaster } from './playlists/master';
import { type ListName, renderMedia } from './playlists/rendition';
import { renderStoryboard } from './playlists/storyboard';
import type { RenderedPlaylist, RenderedPlaylists } from './rendered';

export interface MediaAddress {
  generation: string;
  rendition: string;
  fence: string;
  file: string;
}

export interface ListAddress {
  generation: string;
  rendition: string;
  list: ListName;
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
}

const emptyEnd = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-ENDLIST\n';

export function createDelivery(dependencies: DeliveryDependencies): Delivery {
  const { gate, sets, rendered, storage, sharedPathOf = async () => null } = dependencies;
  const sizes = createSizes(storage);
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

  function listFor(admission: Admission, address: ListAddress): RenderedPlaylist | Promise<RenderedPlaylist> {
    if (admission.gate === 'unknown') throw sessionUnknown();
    const at = `${admission.videoId}/${address.generation}/${address.rendition}/${address.list}`;
    const whole = admission.gate === 'open' ? rendered.peek(wholeKey(at)) : null;
    return whole ?? renderFor(admission, address, at);
  }

  async function renderFor(
    { gate: state, videoId }: Exclude<Admission, { gate: 'unknown' }>,
    { generation, rendition: name, list }: ListAddress,
    at: string,
  ): Promise<RenderedPlaylist> {
    const rendition = renditionIn(await sets.find(videoId, generation), name);
    if (state === 'closed') {
      return rendered.once(rendition ? renderMedia(rendition, list, { ended: true }) : emptyEnd);
    }
    if (!rendition) throw mediaNotFound();
    return rendered.get(playlistKey(at, rendition), () => renderMedia(rendition, list));
  }

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

function renditionIn(set: PlaybackSet | null, name: string): MediaRendition | null {
  return set?.renditions.find(({ path }) => path.split('/')[1] === name) ?? null;
}

// A master changes when a rendition joins or becomes whole, or when there is more of it to measure.
function masterKey({ generationId, renditions }: PlaybackSet): string {
  const state = renditions.map(({ path, complete, segments }) => `${path} ${complete} ${segments.length}`);
  return ['master', generationId, ...state].join('|');
}

function wholeKey(at: string): string {
  return `${at} whole`;
}

function playlistKey(at: string, { complete, segments }: MediaRendition): string {
  return complete ? wholeKey(at) : `${at} ${segments.length}`;
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
