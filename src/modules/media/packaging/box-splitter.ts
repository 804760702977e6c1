export interface WholeBox {
  type: string;
  /** The box with its header. */
  bytes: Buffer;
}

export interface BoxSplitter {
  /** Takes any slice of a stream and gives every box that is whole by now. */
  push(chunk: Buffer): WholeBox[];
  /** Bytes of a box that has begun and not ended. */
  pendingBytes(): number;
}

const defaultMaxBoxBytes = 512 * 1024 * 1024;

/**
 * Cuts a stream at its top-level boxes, whatever the slices it arrives in.
 * @throws RangeError on a size no box can have or above `maxBoxBytes`.
 */
export function createBoxSplitter(maxBoxBytes = defaultMaxBoxBytes): BoxSplitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wantedBytes = 8;
  const take = (bytes: number): Buffer => {
    const all = held.length === 1 && held[0] ? held[0] : Buffer.concat(held, heldBytes);
    held = bytes < all.length ? [all.subarray(bytes)] : [];
    heldBytes -= bytes;
    return all.subarray(0, bytes);
  };
  return {
    push: (chunk) => {
      const whole: WholeBox[] = [];
      held.push(chunk);
      heldBytes += chunk.length;
      while (heldBytes >= wantedBytes) {
        const size = peekSize();
        if (size < 8 || size > maxBoxBytes) throw new RangeError(`A box of ${size} bytes cannot be right`);
        wantedBytes = size;
        if (heldBytes < size) break;
        const bytes = take(size);
        whole.push({ type: bytes.toString('latin1', 4, 8), bytes });
        wantedBytes = 8;
      }
      return whole;
    },
    pendingBytes: () => heldBytes,
  };

  function peekSize(): number {
    if ((held[0]?.length ?? 0) < 8) held = [Buffer.concat(held, heldBytes)];
    return held[0]?.readUInt32BE(0) ?? 0;
  }
}
