/** What was seen and heard while a film played in a page; times are seconds of the film unless told otherwise. */
export interface FilmObservation {
  frames: FrameSeen[];
  sounds: SoundHeard[];
  /** Pairs of the two clocks, in order: `sounds` are told by the sound's own clock. */
  clocks: ClockPair[];
  ended: boolean;
  /** Bytes of sound that went through the decoder. */
  decodedSoundBytes: number;
  /** The media element's own error. */
  error: string | null;
}

export interface FrameSeen {
  /** The picture's own time stamp, read together with its pixels. */
  at: number;
  /** Brightness (0 to 255) at the points that were asked for. */
  lumas: number[];
}

export interface SoundHeard {
  /** Seconds of the sound's clock. */
  startedAt: number;
  lasted: number;
  /** Root of the mean square, full scale is 1. */
  level: number;
  hertz: number;
}

export interface ClockPair {
  sound: number;
  film: number;
}

export interface SeekSeen {
  asked: number;
  frame: FrameSeen;
}

/** Places in the picture, as shares of its width and height. */
export type Points = readonly (readonly [number, number])[];

/** Lives in the page as `filmWatcher`. */
export interface FilmWatcher {
  /** Begins to watch the page's one video element. Call before it plays. */
  watch(points: Points): Promise<void>;
  /** The film ended or broke. */
  isOver(): boolean;
  /** All since then. */
  observation(): FilmObservation;
  /** Goes to each time in turn and reads what is shown there. */
  seek(times: readonly number[]): Promise<SeekSeen[]>;
}
