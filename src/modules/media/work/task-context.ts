import type { Clock } from '../../../platform/clock';
import type { Database } from '../../../platform/db';
import type { Logger } from '../../../platform/observability';
import type { Storage } from '../../../platform/storage';
import type { Videos } from '../../videos';
import type { Generations } from '../generations';
import type { SourceLimits } from '../probe/source-limits';
import type { Generation } from '../store-generations';
import type { Task } from '../store-tasks';
import type { ToolBox } from '../tools/run-tool';

/** What every kind of task works with. */
export interface TaskTools {
  db: Database;
  clock: Clock;
  storage: Storage;
  videos: Pick<Videos, 'recordMediaProgress'>;
  generations: Generations;
  tools: ToolBox;
  limits: SourceLimits;
  logger: Logger;
}

/** One claim of one task; `signal` aborts when the lease is lost or the process stops. */
export interface TaskRun {
  task: Task;
  signal: AbortSignal;
}

export interface GenerationRun extends TaskRun {
  generation: Generation;
}
