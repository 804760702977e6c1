import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Logger } from '../../../platform/observability';
import type { Storage } from '../../../platform/storage';
import type { Generations } from '../generations';
import type { SourceLimits } from '../probe/source-limits';
import type { Generation } from '../store-generations';
import type { Task } from '../store-tasks';
import type { ToolBox } from '../tools/run-tool';
import type { ProgressBoard } from './progress-board';
import type { WorkerPace } from './worker-pace';

/** What every kind of task works with. */
export interface TaskTools {
  db: Database;
  clock: Clock;
  storage: Storage;
  generations: Generations;
  progress: ProgressBoard;
  pace: WorkerPace;
  tools: ToolBox;
  limits: SourceLimits;
  /** Of each encoder. */
  threads: number;
  logger: Logger;
}

/** One claim of one piece of work; `signal` aborts when a lease is lost or the process stops. */
export interface TaskRun {
  /** At least one; several when one decoding serves them all. */
  tasks: readonly Task[];
  signal: AbortSignal;
}

export interface GenerationRun extends TaskRun {
  generation: Generation;
}
