import { RefusedSource } from '../errors';
import { guardedInput, type InputLimits } from '../tools/input-guards';
import { requireRan } from '../tools/require-ran';
import { runTool, type ToolBox, type ToolResult } from '../tools/run-tool';
import { probeEntries, readSourceFacts, type SourceFacts } from './source-facts';

const wallMs = 20_000;
const maxAnswerBytes = 4 * 1024 * 1024;
/** Enough for some 15 s of picture and sound: longer than any group of pictures that may be copied. */
const packetsLookedAt = 1_500;

/**
 * @throws RefusedSource when the file is no film, damaged, or breaks a limit while it is opened.
 * @throws ToolEnded when it could not be read to that point.
 */
export async function probeSource(
  box: ToolBox,
  path: string,
  sizeBytes: number,
  limits: InputLimits,
  signal?: AbortSignal,
): Promise<SourceFacts> {
  if (sizeBytes === 0) throw new RefusedSource('file_empty');
  let answer = '';
  const result = await runTool(
    box,
    {
      tool: 'ffprobe',
      args: [
        ...['-v', 'error', '-of', 'json=c=1', '-show_entries', probeEntries],
        ...['-read_intervals', `%+#${packetsLookedAt}`],
        ...guardedInput(path, limits),
      ],
      readable: [path],
      limits: { addressSpaceBytes: 2 * 1024 ** 3, cpuSeconds: 20 },
      wallMs,
      maxOutputBytes: maxAnswerBytes,
      signal,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) answer += chunk.toString('utf8');
      },
    ],
  );
  requireRan(result, signal);
  if (result.stopped) throw new RefusedSource('took_too_long', result.stopped);
  const facts = result.exitCode === 0 ? readSourceFacts(answer, sizeBytes) : null;
  if (!facts?.container) throw refusalOf(result);
  return facts;
}

const tellTales: [RegExp, ConstructorParameters<typeof RefusedSource>[0]][] = [
  [/Format not on whitelist|Protocol .* not on whitelist/, 'not_a_film'],
  [/exceeds max_streams/, 'too_many_streams'],
  [/exceeds specified max pixel count/, 'picture_too_large'],
  [
    /Codec \((srt|subrip|ass|ssa|mov_text|webvtt|text|dvd_subtitle|hdmv_pgs_subtitle)\) not on whitelist/,
    'nothing_to_play',
  ],
  [/Codec \(\w+\) not on whitelist/, 'codec_unsupported'],
  [/moov atom not found|EBML header parsing failed|End of file|Truncat|partial file/i, 'file_damaged'],
];

function refusalOf({ errorTail, exitCode }: ToolResult): RefusedSource {
  const told = tellTales.find(([pattern]) => pattern.test(errorTail));
  return new RefusedSource(told?.[1] ?? 'not_a_film', `exit ${exitCode}: ${errorTail}`);
}
