import type { MediaRendition, PlaybackSet } from '../media';
import type { DirectMedia } from './direct-media';
import { mediaNotFound, sessionUnknown } from './errors';
import type { Admission } from './gate';
import type { PlaybackSets } from './playback-sets';
import { filesOf, type ListName, renderMedia } from './playlists/rendition';
import type { RenderedPlaylist, RenderedPlaylists } from './rendered';

export interface ListAddress {
  generation: string;
  rendition: string;
  list: ListName;
}

export interface ListDependencies {
  sets: PlaybackSets;
  rendered: RenderedPlaylists;
  /** Null: every byte comes through us. */
  direct: DirectMedia | null;
}

const emptyEnd = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-ENDLIST\n';

/**
 * The list of a rendition for whoever was admitted, at once where it is at hand; one that ends for whoever may no longer
 * watch. @throws AppError `session_unknown` or `media_not_found`.
 */
export function createLists({ sets, rendered, direct }: ListDependencies) {
  const find = async (videoId: string, { generation, rendition }: ListAddress): Promise<MediaRendition | null> =>
    renditionIn(await sets.find(videoId, generation), rendition);

  const closed = async (videoId: string, address: ListAddress): Promise<RenderedPlaylist> => {
    const rendition = await find(videoId, address);
    return rendered.once(rendition ? renderMedia(rendition, address.list, { ended: true }) : emptyEnd);
  };

  const open = async (videoId: string, address: ListAddress, at: string, until: Date | null) => {
    const rendition = await find(videoId, address);
    if (!rendition) throw mediaNotFound();
    return rendered.get(playlistKey(at, rendition), async () => {
      const addresses = direct && until ? await addressesOf(direct, videoId, rendition, until) : {};
      return renderMedia(rendition, address.list, addresses);
    });
  };

  /** `until` is the end of addresses in the bucket; null: below the list. */
  const openUntil = (videoId: string, address: ListAddress, until: Date | null) => {
    const { generation, rendition, list } = address;
    const at = `${videoId}/${generation}/${rendition}/${list}${until ? ` until ${until.getTime()}` : ''}`;
    return rendered.peek(wholeKey(at)) ?? open(videoId, address, at, until);
  };

  return (admission: Admission, address: ListAddress): RenderedPlaylist | Promise<RenderedPlaylist> => {
    if (admission.gate === 'unknown') throw sessionUnknown();
    const { videoId } = admission;
    if (admission.gate === 'closed') return closed(videoId, address);
    const until = direct ? direct.untilFor(videoId, admission.expiresAt) : null;
    if (until instanceof Promise) return until.then((end) => openUntil(videoId, address, end));
    return openUntil(videoId, address, until);
  };
}

async function addressesOf(direct: DirectMedia, videoId: string, rendition: MediaRendition, until: Date) {
  const files = [...new Set(filesOf(rendition))];
  const keys = files.map((file) => `media/${videoId}/${rendition.path}/${file}`);
  const signed = await direct.sign(keys, until);
  const addresses = new Map(files.map((file, index) => [file, signed[index] ?? file]));
  return { addressOf: (file: string) => addresses.get(file) ?? file };
}

function renditionIn(set: PlaybackSet | null, name: string): MediaRendition | null {
  return set?.renditions.find(({ path }) => path.split('/')[1] === name) ?? null;
}

function wholeKey(at: string): string {
  return `${at} whole`;
}

function playlistKey(at: string, { complete, segments }: MediaRendition): string {
  return complete ? wholeKey(at) : `${at} ${segments.length}`;
}
