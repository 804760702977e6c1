export interface LoopMeterOptions {
  /** Milliseconds of lateness from which on this process counts as behind. */
  lateAboveMs: number;
  /** Milliseconds since whenever. */
  now?: () => number;
  /** Hears at every look how late the loop was at the worst in the last ten to twenty seconds. */
  onLook?(worstMs: number): void;
}

export interface LoopMeter {
  /** Whether the event loop is late, or was a moment ago: what waited for it is then still to be read. */
  isLate(): boolean;
  stop(): void;
}

const lookEveryMs = 100;
/** Enough to read and refuse what piled up; work that keeps the loop late for longer is seen by the next look. */
const calmAfterMs = 1_000;
const worstOfMs = 10_000;

/**
 * Measures how late the event loop is by how late a timer is. After work that blocked it, timers come before
 * anything that waited at a socket, so the first of those that waited is already known to be late.
 */
export function startLoopMeter({ lateAboveMs, onLook, now = () => performance.now() }: LoopMeterOptions): LoopMeter {
  let dueAt = now() + lookEveryMs;
  let lateUntil = Number.NEGATIVE_INFINITY;
  let worst = { sinceMs: now(), before: 0, ms: 0 };
  const look = () => {
    const at = now();
    const lateMs = Math.max(0, at - dueAt);
    dueAt = at + lookEveryMs;
    if (lateMs > lateAboveMs) lateUntil = at + calmAfterMs;
    if (at - worst.sinceMs > worstOfMs) worst = { sinceMs: at, before: worst.ms, ms: 0 };
    worst.ms = Math.max(worst.ms, lateMs);
    onLook?.(Math.max(worst.ms, worst.before));
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    isLate: () => {
      const at = now();
      return at < lateUntil || at - dueAt > lateAboveMs;
    },
    stop: () => clearInterval(timer),
  };
}
