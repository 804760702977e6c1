import { newId } from '../ids';
import { type Logger, type Metrics, runInContext } from '../observability';
import type { Timer } from './timers';

export interface Runner {
  /** Runs it now, or once more after the run under way. Never rejects. */
  run(timer: Timer): Promise<void>;
  /** From now on every timer runs at the latest `everyMs` × patience after its last run here. */
  start(timers: readonly Timer[]): void;
  /** Begins nothing more, and tells runs under way. */
  stop(): void;
  /** Resolves when no run is under way. */
  finished(): Promise<void>;
}

/** A first sweep soon after the start finds what fell due while nobody was running. */
const firstRunWithinMs = 2_000;

export interface RunnerOptions {
  logger: Logger;
  metrics: Metrics;
  patience: number;
}

export function createRunner({ logger, metrics, patience }: RunnerOptions): Runner {
  const count = metrics.counter('timer_runs_total', 'Runs of timers', ['timer', 'outcome']);
  const underWay = new Map<string, { ended: Promise<void>; again: boolean }>();
  const sweeps = new Map<string, NodeJS.Timeout>();
  let stopped = true;
  let stopping = new AbortController();

  const runOnce = async (timer: Timer): Promise<void> => {
    try {
      await runInContext({ requestId: newId() }, () => timer.run(stopping.signal));
      count.inc({ timer: timer.name, outcome: 'done' });
    } catch (error) {
      count.inc({ timer: timer.name, outcome: 'failed' });
      logger.error({ error, timer: timer.name }, 'A timer failed; its next run will try again');
    }
  };

  const sweepIn = (timer: Timer, ms: number): void => {
    clearTimeout(sweeps.get(timer.name));
    if (stopped) return;
    sweeps.set(
      timer.name,
      setTimeout(() => void run(timer), ms),
    );
  };

  const run = async (timer: Timer): Promise<void> => {
    const current = underWay.get(timer.name);
    if (current) {
      // Something may have fallen due after that run looked.
      current.again = true;
      return current.ended;
    }
    if (stopped) return;
    const state = { again: false, ended: Promise.resolve() };
    underWay.set(timer.name, state);
    state.ended = (async () => {
      do {
        state.again = false;
        await runOnce(timer);
      } while (state.again && !stopped);
      underWay.delete(timer.name);
      sweepIn(timer, timer.everyMs * patience);
    })();
    return state.ended;
  };

  return {
    run,
    start: (timers) => {
      stopped = false;
      stopping = new AbortController();
      for (const timer of timers) sweepIn(timer, Math.random() * Math.min(timer.everyMs, firstRunWithinMs));
    },
    stop: () => {
      stopped = true;
      stopping.abort();
      sweeps.forEach(clearTimeout);
    },
    finished: async () => {
      await Promise.all([...underWay.values()].map(({ ended }) => ended));
    },
  };
}
