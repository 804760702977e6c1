/** A sweep over due times that live in PostgreSQL. A lost or doubled wake-up costs seconds, never correctness. */
export interface Timer {
  /** `room.verb-noun`, for example `uploads.expire-stale`. */
  name: string;
  /** The healing rhythm; due work is found at the latest this long after it falls due. */
  everyMs: number;
  /**
   * Claims what is due (`FOR UPDATE SKIP LOCKED`) and does it. Runs in several processes at once. Whoever goes on while
   * there is more ends early once `stopping` is aborted: the process waits for it, and not for long.
   */
  run(stopping?: AbortSignal): Promise<void>;
}

export interface Timers {
  register(timer: Timer): void;
  /** Runs the timer precisely at `at`, too. Best effort: the sweep heals what is lost. No room asks for it yet. */
  wakeAt(timerName: string, at: Date): Promise<void>;
  start(): Promise<void>;
  /** Stops waking and waits for runs under way. */
  close(): Promise<void>;
}
