export interface Breaker {
  /** False while the other side is left in peace. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
}

/** After `failures` in a row nothing is tried for `restMs`; then one try decides. */
export function createBreaker({ failures, restMs }: { failures: number; restMs: number }): Breaker {
  let inARow = 0;
  let closedAgainAt = 0;
  return {
    allows: () => {
      if (inARow < failures) return true;
      if (performance.now() < closedAgainAt) return false;
      closedAgainAt = performance.now() + restMs; // this caller is the one try
      return true;
    },
    succeeded: () => {
      inARow = 0;
    },
    failed: () => {
      inARow++;
      closedAgainAt = performance.now() + restMs;
    },
  };
}
