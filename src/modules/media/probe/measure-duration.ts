import { RefusedSource } from '../errors';
import { guardedInput, type InputLimits } from '../tools/input-guards';
import { requireRan } from '../tools/require-ran';
import { runTool, type ToolBox } from '../tools/run-tool';
import { knowsItsLength } from './promised-duration';
import type { SourceFacts } from './source-facts';

const mebibyte = 1024 * 1024;
/** A line for each picture of the longest film at the highest rate. */
const maxAnswerBytes = 512 * mebibyte;

/**
 * A source whose container tells no length, or only guesses one, with its length read from its last picture; any other
 * as it is. Reads the whole file without decoding it.
 * @throws ToolEnded when it could not be read to the end; RefusedSource `took_too_long`.
 */
export async function withMeasuredDuration(
  box: ToolBox,
  path: string,
  source: SourceFacts,
  limits: InputLimits,
  signal?: AbortSignal,
): Promise<SourceFacts> {
  if (!source.picture || knowsItsLength(source)) return source;
  const reading = createEndReader();
  const wallMs = Math.round(120_000 + source.sizeBytes / (2 * 1024));
  const result = await runTool(
    box,
    {
      tool: 'ffprobe',
      args: [
        ...['-v', 'error', '-of', 'compact', '-select_streams', String(source.picture.index)],
        ...['-show_entries', 'packet=pts_time,dts_time,duration_time:format=start_time'],
        ...guardedInput(path, limits),
      ],
      readable: [path],
      limits: { addressSpaceBytes: 2 * 1024 ** 3, cpuSeconds: Math.ceil(wallMs / 1000) },
      wallMs,
      maxOutputBytes: maxAnswerBytes,
      signal,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) reading.take(chunk.toString('latin1'));
      },
    ],
  );
  requireRan(result, signal);
  if (result.stopped) throw new RefusedSource('took_too_long', result.stopped);
  const durationSeconds = reading.seconds();
  if (durationSeconds === null) return source;
  return { ...source, durationSeconds, bitsPerSecond: (source.sizeBytes * 8) / durationSeconds };
}

/** Keeps one line of what a tool says, and how far the pictures reach. */
function createEndReader() {
  let unread = '';
  let start = 0;
  let end = Number.NEGATIVE_INFINITY;
  const read = (line: string): void => {
    const shown = numberIn(line, 'pts_time') ?? numberIn(line, 'dts_time');
    if (line.startsWith('format|')) start = numberIn(line, 'start_time') ?? 0;
    else if (shown !== null) end = Math.max(end, shown + (numberIn(line, 'duration_time') ?? 0));
  };
  return {
    take: (text: string): void => {
      const lines = (unread + text).split('\n');
      unread = lines.pop() ?? '';
      lines.forEach(read);
    },
    /** Null when no picture says when it is shown. */
    seconds: (): number | null => {
      read(unread);
      return end > start ? end - start : null;
    },
  };
}

function numberIn(line: string, name: string): number | null {
  const value = Number(new RegExp(`\\b${name}=(-?[\\d.]+)`).exec(line)?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
