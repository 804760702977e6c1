/** Buffers that are used again and again: fresh memory for every piece would cost as much as reading it. */
export interface Pieces {
  /** A large buffer while there are any, else a small one of its own. Its bytes are whatever was there before. */
  take(): Buffer;
  /** Only when nothing reads or writes the buffer any more. */
  give(piece: Buffer): void;
  /** For a buffer that somebody may still be reading: it is not used again. */
  drop(piece: Buffer): void;
}

const largeBytes = 1024 ** 2;
/** With very many slow readers each holds only this much. */
const smallBytes = 64 * 1024;

/** At most `memoryBytes` in large buffers, in use and waiting together. */
export function createPieces(memoryBytes: number): Pieces {
  const most = Math.floor(memoryBytes / largeBytes);
  const waiting: Buffer[] = [];
  let inUse = 0;
  return {
    take: () => {
      if (inUse >= most) return Buffer.allocUnsafeSlow(smallBytes);
      inUse += 1;
      return waiting.pop() ?? Buffer.allocUnsafeSlow(largeBytes);
    },
    give: (piece) => {
      if (piece.length !== largeBytes) return;
      inUse -= 1;
      waiting.push(piece);
    },
    drop: (piece) => {
      if (piece.length === largeBytes) inUse -= 1;
    },
  };
}
