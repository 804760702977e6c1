import { RefusedSource } from '../errors';
import { requireRan } from '../tools/require-ran';
import type { ToolResult } from '../tools/run-tool';

/** @throws RefusedSource when the tool judged the source; ToolEnded when it was ended before it could. */
export function requireSuccess(result: ToolResult, signal: AbortSignal): void {
  const { stopped, exitCode, errorTail } = result;
  // Many times what the film should take, so this is no mere load; another try would take as long again.
  if (stopped === 'wall_clock') throw new RefusedSource('took_too_long');
  requireRan(result, signal);
  if (stopped === 'too_much_output') throw new RefusedSource('longer_than_declared');
  if (exitCode !== 0) throw new RefusedSource('file_damaged', `exit ${exitCode}: ${errorTail}`);
}
