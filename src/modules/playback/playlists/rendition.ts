import type { MediaRendition, MediaSegment } from '../../media';
import { lines, quoted, version } from './lines';

/**
 * The two lists of a rendition. A list that was seen growing stays an EVENT list to its end, because nothing in it may
 * change; whoever comes when all is there gets a VOD list at an address of its own.
 */
export type ListName = 'index' | 'growing';

/** Every file that the list names. */
export function filesOf({ initFile, segments }: MediaRendition): string[] {
  return [initFile, ...segments.map(({ file }) => file)];
}

/** Where the list that is right for a new viewer lies, relative to `/p/{token}/`. */
export function playlistPath({ path, complete }: Pick<MediaRendition, 'path' | 'complete'>): string {
  return `${path}/${complete ? 'index' : 'growing'}.m3u8`;
}

export interface Rendering {
  /** Closes a list that still grows, for a viewer who may no longer watch. */
  ended?: boolean;
  /** Where a file lies; relative to the playlist when left out. */
  addressOf?(file: string): string;
}

/** The playlist of one rendition, from 0. */
export function renderMedia(
  rendition: MediaRendition,
  list: ListName,
  { ended = false, addressOf = (file) => file }: Rendering = {},
): string {
  const { complete, kind, segments } = rendition;
  const stills = kind === 'iframes';
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    `#EXT-X-TARGETDURATION:${rendition.targetDurationSeconds}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${complete && list === 'index' ? 'VOD' : 'EVENT'}`,
    stills ? '#EXT-X-I-FRAMES-ONLY' : '#EXT-X-INDEPENDENT-SEGMENTS',
    // Without it players join a growing list at its end, as if it were live.
    '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
    `#EXT-X-MAP:URI=${quoted(addressOf(rendition.initFile))}`,
    ...renderEntries(stills ? segments.flatMap(picturesOf) : segments, rendition.timescale, addressOf),
    ...(complete || ended ? ['#EXT-X-ENDLIST'] : []),
  ]);
}

interface Entry {
  durationTicks: number;
  file: string;
  /** Of a picture: where it lies in its file. */
  range?: { bytes: number; from: number };
}

/** Each end is rounded, not each length: however long the list, its sum stays within a microsecond. */
function renderEntries(entries: readonly Entry[], timescale: number, addressOf: (file: string) => string): string[] {
  let ticks = 0;
  let written = 0;
  return entries.flatMap(({ durationTicks, file, range }) => {
    ticks += durationTicks;
    const end = Math.round((ticks / timescale) * 1e6);
    const length = end - written;
    written = end;
    return [
      `#EXTINF:${(length / 1e6).toFixed(6)},`,
      ...(range ? [`#EXT-X-BYTERANGE:${range.bytes}@${range.from}`] : []),
      addressOf(file),
    ];
  });
}

function picturesOf({ durationTicks, file, pictureBytes }: MediaSegment): Entry[] {
  let from = 0;
  return (pictureBytes ?? []).map((bytes, _, all) => {
    const range = { bytes, from };
    from += bytes;
    return { durationTicks: durationTicks / all.length, file, range };
  });
}
