import type { ToolResult } from './run-tool';

/** A tool was ended from outside before it could judge the file: worth another try, and no fault of the file's yet. */
export class ToolEnded extends Error {
  override name = 'ToolEnded';

  constructor(
    /** It used up its time, by our clock or by the processor's. */
    readonly outOfTime: boolean,
    how: string,
  ) {
    super(`A tool was ended: ${how}`);
  }
}

const outOfProcessorTime = 152;
// 128 + signal, as a shell and bwrap tell it: abort, bus, kill, segment, term. ffmpeg itself answers a signal with 255;
// 126 and 127 are of a sandbox that could not start it.
const endedCodes: ReadonlySet<number> = new Set([126, 127, 134, 135, 137, 139, 143, 255, outOfProcessorTime]);

/**
 * Returns only when the tool came to an end of its own, whatever it thought of the file, or wrote more than it may.
 * @throws ToolEnded, or the signal's reason when that ended the tool.
 */
export function requireRan({ stopped, exitCode, errorTail }: ToolResult, signal?: AbortSignal): void {
  if (stopped === 'aborted') throw signal?.reason;
  if (stopped === 'too_much_output') return;
  if (stopped) throw new ToolEnded(true, stopped);
  if (exitCode === null) throw new ToolEnded(false, 'by a signal');
  if (endedCodes.has(exitCode)) {
    throw new ToolEnded(exitCode === outOfProcessorTime, `exit ${exitCode}: ${errorTail}`);
  }
}
