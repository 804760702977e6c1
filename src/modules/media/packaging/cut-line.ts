export interface CutRules {
  /** A segment ends at the first possible place after this. */
  closeAfterSeconds: number;
  /** Sound without a picture beside it is cut at multiples of this. */
  clockSeconds: number;
  /** No segment is longer; what `EXT-X-TARGETDURATION` promised, with room for one frame of sound. */
  maxSeconds: number;
  maxSegmentBytes: number;
  /** Sound that may wait for the picture it belongs to. */
  maxWaitingSoundBytes: number;
}

/** What picture and sound share: where the film starts, and where it is cut. */
export interface CutLine {
  /** The film's zero in the tracks' own time; null until the track that leads has begun. */
  zeroSeconds: number | null;
  /** Ends of the picture segments that sound has not reached yet, in seconds from zero. */
  cuts: number[];
  /** No further cut will come from pictures. */
  picturesOver: boolean;
}

export interface Segment {
  kind: 'video' | 'audio';
  /** From 0. */
  number: number;
  startTicks: number;
  durationTicks: number;
  bytes: Buffer;
  /** Of pictures that stand alone: how long each of their fragments is. */
  pictureBytes: readonly number[] | null;
}
