import type { Lane } from '../store-lines';

export interface Machine {
  /** Processor cores to use. */
  concurrency: number;
  /** Megabytes for this process and its tools together. */
  memoryMb: number;
}

export interface Capacity {
  slots: Record<Lane, number>;
  /** Megabytes that one encoder may take. */
  toolMemoryMb: number;
  /** Of each encoder. */
  threads: number;
}

// Measured, resident: Node with what it holds of segments, and the small tools beside an encode (probe, copy, sound).
const processMb = 125;
const smallToolsMb = 45;
/** 1080, 720 and 540 lines of a 1080-line source, encoded together. */
const usualEncodeMb = 310;
/** Quick tasks (probe, copy, poster) never wait behind an encode. */
const fastSlots = 2;
const mostThreads = 4;

/** What a worker takes on at once: no more encodes than there are cores, nor than fit in memory; but always one. */
export function capacityFor({ concurrency, memoryMb }: Machine): Capacity {
  const forEncodes = Math.max(usualEncodeMb, memoryMb - processMb - smallToolsMb);
  const bulk = Math.max(1, Math.min(concurrency, Math.floor(forEncodes / usualEncodeMb)));
  return {
    slots: { fast: fastSlots, sound: 1, bulk },
    toolMemoryMb: Math.floor(forEncodes / bulk),
    threads: Math.max(1, Math.min(mostThreads, Math.floor(concurrency / bulk))),
  };
}
