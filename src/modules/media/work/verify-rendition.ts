import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomToken } from '../../../platform/ids';
import { RefusedSource } from '../errors';
import type { RenditionKind } from '../store-renditions';
import { requireRan } from '../tools/require-ran';
import { runTool, type ToolBox } from '../tools/run-tool';

const limits = { addressSpaceBytes: 2 * 1024 ** 3, cpuSeconds: 20 };

/**
 * Reads the beginning of what we made as a player would.
 * @throws RefusedSource `nothing_came_out`
 */
export async function verifyRendition(
  box: ToolBox,
  rendition: { name: string; kind: RenditionKind },
  firstBytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(box.scratchDir, { recursive: true, mode: 0o700 });
  const path = join(box.scratchDir, `${randomToken()}.mp4`);
  await writeFile(path, firstBytes, { mode: 0o600 });
  try {
    const answer = await ask(box, path, signal);
    const codec = rendition.kind === 'audio' ? 'aac' : 'h264';
    const packets = Number(/nb_read_packets=(\d+)/.exec(answer)?.[1] ?? 0);
    if (!answer.includes(`codec_name=${codec}`) || packets === 0) throw new RefusedSource('nothing_came_out', answer);
  } finally {
    await rm(path, { force: true });
  }
}

async function ask(box: ToolBox, path: string, signal: AbortSignal): Promise<string> {
  let answer = '';
  const result = await runTool(
    box,
    {
      tool: 'ffprobe',
      args: [
        ...['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets'],
        ...['-protocol_whitelist', 'file', '-format_whitelist', 'mov,mp4', '-i', `file:${path}`],
      ],
      readable: [path],
      limits,
      wallMs: 20_000,
      maxOutputBytes: 65_536,
      signal,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) answer += chunk.toString('latin1');
      },
    ],
  );
  requireRan(result, signal);
  return result.exitCode === 0 ? answer : `exit ${result.exitCode}: ${result.errorTail}`;
}
