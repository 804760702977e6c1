export interface ObjectInfo {
  sizeBytes: number;
}

export interface ListedObject extends ObjectInfo {
  key: string;
  writtenAt: Date;
}

/** An object that a room counts on, as far as the room knows it. */
export interface ReferencedObject {
  key: string;
  sizeBytes: number | null;
  /** Of its bytes, hex. */
  sha256: string | null;
  /** False for what may be there or not: it is on its way in, or due to be deleted. */
  needed: boolean;
}

export interface ByteRange {
  /** First byte, from 0. */
  start: number;
  /** Last byte, inclusive. */
  end: number;
}
