import type { Encoding } from '../encode/encoding';
import { secondsOf } from '../encode/encoding';
import { groupSeconds } from '../encode/rung';
import type { Storyboard } from '../face';

export const sheetPictures = 100;
const columns = 10;
const mostPictures = 300;
const longestSide = 160;

export type BoardShape = Pick<
  Storyboard,
  'columns' | 'rows' | 'tileWidth' | 'tileHeight' | 'intervalSeconds' | 'count'
>;

/** One picture of the I-frame rendition, by where its bytes lie. */
export interface StillPlace {
  file: string;
  offset: number;
  bytes: number;
}

/** The file of each segment of the I-frame rendition, with the length of each picture in it. */
export type StillFiles = readonly { file: string; pictureBytes: readonly number[] | null }[];

/**
 * Every picture at a whole multiple of one interval: 2 s for a short film, as many times that as keeps a long one at
 * 300 pictures.
 */
export function planBoard(
  encoding: Encoding,
  stills: StillFiles,
  size: { width: number; height: number },
): { shape: BoardShape; places: StillPlace[] } {
  const all = stills.flatMap(({ file, pictureBytes }) => placesIn(file, pictureBytes ?? []));
  const stepSeconds = secondsOf(encoding.stillFrames, encoding.frameRate);
  const inShort = Math.max(1, Math.round(groupSeconds / stepSeconds));
  const step = inShort * Math.max(1, Math.ceil(all.length / inShort / mostPictures));
  const places = all.filter((_, i) => i % step === 0);
  const scale = Math.min(1, longestSide / Math.max(size.width, size.height));
  const shape = {
    columns: Math.min(columns, places.length),
    rows: Math.min(sheetPictures / columns, Math.ceil(places.length / columns)),
    tileWidth: even(size.width * scale),
    tileHeight: even(size.height * scale),
    intervalSeconds: step * stepSeconds,
    count: places.length,
  };
  return { shape, places };
}

function placesIn(file: string, pictureBytes: readonly number[]): StillPlace[] {
  let offset = 0;
  return pictureBytes.map((bytes) => {
    const place = { file, offset, bytes };
    offset += bytes;
    return place;
  });
}

function even(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2);
}
