import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { randomToken } from '../../../platform/ids';
import { stillsName } from '../generation-plans';
import { keepStoryboard } from '../store-generations';
import { keptSegments, listRenditions } from '../store-renditions';
import { endTask, holdFilm } from '../store-tasks';
import { requireRan } from '../tools/require-ran';
import { runTool } from '../tools/run-tool';
import { type BoardShape, planBoard, type StillPlace, sheetPictures } from './storyboard-plan';
import type { GenerationRun, TaskTools } from './task-context';

interface Board {
  /** `media/{video}/{generation}`. */
  root: string;
  initFile: string;
  shape: BoardShape;
  signal: AbortSignal;
}

/**
 * Small pictures of the whole film on sheets, made of the I-frame rendition: only the pictures that are shown are read,
 * a sheet at a time. What goes wrong here fails nothing else.
 */
export async function runStoryboard(tools: TaskTools, run: GenerationRun): Promise<void> {
  const { generation, tasks, signal } = run;
  const [task] = tasks;
  const { id, videoId, encoding } = generation;
  const stills = (await listRenditions(tools.db.reader, id)).find(({ name }) => name === stillsName);
  if (!task || !encoding || !stills?.init_file) throw new Error('A storyboard was ordered before there are pictures');
  const segments = (await keptSegments(tools.db.reader, id, [stillsName])).get(stillsName) ?? [];
  const size = { width: stills.width ?? 2, height: stills.height ?? 2 };
  const { shape, places } = planBoard(encoding, segments, size);
  const board = { root: `media/${videoId}/${id}`, initFile: stills.init_file, shape, signal };
  const files: string[] = [];
  for (let from = 0; from < places.length; from += sheetPictures) {
    const file = `${task.fence}/${String(files.length).padStart(3, '0')}.jpg`;
    const sheet = await makeSheet(tools, board, places.slice(from, from + sheetPictures));
    await tools.storage.put(`${board.root}/storyboard/${file}`, sheet, 'image/jpeg');
    files.push(file);
  }
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, [task]);
    if (files.length > 0) await keepStoryboard(tx, id, { ...shape, files });
    await endTask(tx, task, 'done', null);
  });
}

async function makeSheet(tools: TaskTools, board: Board, places: readonly StillPlace[]): Promise<Buffer> {
  const { scratchDir } = tools.tools;
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const path = join(scratchDir, `${randomToken()}.mp4`);
  try {
    await collect(tools, board, places, path);
    return await draw(tools, board, path);
  } finally {
    await rm(path, { force: true });
  }
}

/** The pictures of one sheet as one film. */
async function collect({ storage }: TaskTools, board: Board, places: readonly StillPlace[], path: string) {
  const stillsRoot = `${board.root}/${stillsName}`;
  const film = await open(path, 'wx', 0o600);
  try {
    await film.write(await buffer(await storage.read(`${stillsRoot}/${board.initFile}`)));
    for (const span of spansOf(places)) {
      board.signal.throwIfAborted();
      const start = span[0]?.offset ?? 0;
      const end = span.reduce((last, { offset, bytes }) => Math.max(last, offset + bytes), 0) - 1;
      const read = await buffer(await storage.read(`${stillsRoot}/${span[0]?.file}`, { start, end }));
      for (const { offset, bytes } of span) await film.write(read.subarray(offset - start, offset - start + bytes));
    }
  } finally {
    await film.close();
  }
}

/** Pictures that lie in one object are read at once. */
function spansOf(places: readonly StillPlace[]): StillPlace[][] {
  const spans: StillPlace[][] = [];
  for (const place of places) {
    const last = spans.at(-1);
    if (last?.[0]?.file === place.file) last.push(place);
    else spans.push([place]);
  }
  return spans;
}

const limits = { addressSpaceBytes: 2 * 1024 ** 3, cpuSeconds: 60 };

async function draw({ tools }: TaskTools, { shape, signal }: Board, path: string): Promise<Buffer> {
  const { tileWidth, tileHeight, columns, rows } = shape;
  const chunks: Buffer[] = [];
  const result = await runTool(
    tools,
    {
      tool: 'ffmpeg',
      args: [
        ...['-nostdin', '-hide_banner', '-v', 'error', '-threads', '1'],
        ...['-protocol_whitelist', 'file', '-format_whitelist', 'mov,mp4', '-i', `file:${path}`],
        ...['-vf', `scale=${tileWidth}:${tileHeight}:flags=area,tile=${columns}x${rows},format=yuvj420p`],
        ...['-frames:v', '1', '-q:v', '5', '-c:v', 'mjpeg', '-f', 'image2pipe', 'pipe:1'],
      ],
      readable: [path],
      limits,
      wallMs: 120_000,
      maxOutputBytes: 16 * 1024 * 1024,
      signal,
    },
    [
      async (pipe) => {
        for await (const chunk of pipe) chunks.push(chunk);
      },
    ],
  );
  requireRan(result, signal);
  if (result.exitCode !== 0 || chunks.length === 0) throw new Error(`No sheet was drawn: ${result.errorTail}`);
  return Buffer.concat(chunks);
}
