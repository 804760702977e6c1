/** How fast this worker encodes, over all films. */
export interface WorkerPace {
  /** So much estimated work was done in so much time, both in seconds. */
  note(work: number, elapsed: number): void;
  /** Estimated processor seconds that one slot does in a second. */
  aSlot(): number;
}

/** Before anything is measured: a core that others use, too. */
const usual = 0.8;
const weightOfNews = 0.25;

export function createWorkerPace(): WorkerPace {
  let pace = usual;
  return {
    note: (work, elapsed) => {
      if (work <= 0 || elapsed <= 0) return;
      pace += weightOfNews * (work / elapsed - pace);
    },
    aSlot: () => pace,
  };
}
