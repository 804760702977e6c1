export interface MediaSegment {
  /** From 0, without gaps. */
  number: number;
  /** In `timescale` units of its rendition. */
  durationTicks: number;
  bytes: number;
  /** File name below the rendition's `path`. */
  file: string;
}

export interface MediaRendition {
  /** `source` (copied), `360p`, `audio` …; unique within the generation. */
  name: string;
  kind: 'video' | 'audio';
  /** RFC 6381, read from the init segment, for example `avc1.64001f`. */
  codecs: string;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  timescale: number;
  /** Whole seconds, declared up front; never changes while the list grows. */
  targetDurationSeconds: number;
  peakBitsPerSecond: number;
  averageBitsPerSecond: number;
  /** Below `media/{video}/`: `{generation}/{rendition}/{fence}`. */
  path: string;
  initFile: string;
  /** False while segments are still being added. */
  complete: boolean;
  segments: readonly MediaSegment[];
}

/** What can be played of one video right now: one generation. */
export interface PlaybackSet {
  generationId: string;
  durationMs: number | null;
  renditions: readonly MediaRendition[];
}

/** A source into renditions. */
export interface Media {
  /** Null until the first segments of picture or sound play. Reads one generation, consistently. */
  playbackSet(videoId: string): Promise<PlaybackSet | null>;
}
