export interface MediaSegment {
  /** From 0, without gaps. */
  number: number;
  /** In `timescale` units of its rendition. */
  durationTicks: number;
  bytes: number;
  /** Below the rendition's `path`: `{fence}/{name}`. */
  file: string;
  /**
   * Of a file of `iframes`: bytes of each of its pictures, one after the other from the file's first byte; each is a
   * fragment of its own and lasts an equal share of the segment. Null for all other kinds.
   */
  pictureBytes: readonly number[] | null;
}

export interface MediaRendition {
  /** `source` (copied), `360p`, `audio`, `iframes` …; unique within the generation. */
  name: string;
  /** `iframes`: single pictures, a second apart, for showing while somebody winds; no picture of any other kind. */
  kind: 'video' | 'audio' | 'iframes';
  /** RFC 6381, read from the init segment, for example `avc1.64001f`. */
  codecs: string;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  /** Of sound. */
  channels: number | null;
  timescale: number;
  /** Whole seconds, declared up front; never changes while the list grows. */
  targetDurationSeconds: number;
  /** What to announce while it is not whole, as long as less is measured. */
  expectedBitsPerSecond: number;
  /** Below `media/{video}/`: `{generation}/{rendition}`. */
  path: string;
  /** Below `path`: `{fence}/{name}`. */
  initFile: string;
  /** False while segments are still being added. */
  complete: boolean;
  segments: readonly MediaSegment[];
}

/** Small pictures of the whole film, many to a sheet, row by row. */
export interface Storyboard {
  /** Below `media/{video}/`: `{generation}/storyboard`. */
  path: string;
  /** Sheets in order, each below `path`: `{fence}/{name}.jpg`. */
  files: readonly string[];
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  /** From one picture to the next; the first one stands for 0. */
  intervalSeconds: number;
  /** Pictures over all sheets. */
  count: number;
}

/** What can be played of one video right now: one generation. */
export interface PlaybackSet {
  generationId: string;
  durationMs: number | null;
  /** Those that may be listed: whole ones, and from the first on those that every film starts with. */
  renditions: readonly MediaRendition[];
  storyboard: Storyboard | null;
}

/** A source into renditions. */
export interface Media {
  /**
   * The generation asked for, or the one that is served now. Null until its first segments of picture or sound play,
   * and once it was deleted. Reads one generation, consistently.
   */
  playbackSet(videoId: string, generationId?: string): Promise<PlaybackSet | null>;
}
