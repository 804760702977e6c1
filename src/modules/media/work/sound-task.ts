import { gainFor, measuringArguments, readSoundLevel, type SoundLevel } from '../encode/sound-level';
import { RefusedSource } from '../errors';
import { soundName } from '../generation-plans';
import { keepLoudness } from '../store-generations';
import { holdFilm } from '../store-tasks';
import { requireRan } from '../tools/require-ran';
import { runTool } from '../tools/run-tool';
import { soundCutting } from './cutting';
import { finishRendition } from './finish-rendition';
import { storePass } from './package-task';
import type { GenerationRun, TaskTools } from './task-context';

/**
 * Encodes a film's sound once and whole: measured first, then made as loud as every other film by one linear gain.
 * @throws RefusedSource
 */
export async function runSound(tools: TaskTools, run: GenerationRun): Promise<void> {
  const { generation, signal, tasks } = run;
  const { source, plan, encoding } = generation;
  const [task] = tasks;
  if (!source?.sound || !plan || !task) throw new Error('Sound was ordered for a film that has none');
  const level = generation.loudness ? generation.loudness.level : await measure(tools, run);
  const pass = {
    ...{ task, generation, signal, source, anew: false },
    plan: { ...plan, picture: null },
    cutting: soundCutting(encoding),
    gainDb: gainFor(level),
    names: [soundName],
  };
  await storePass(tools, pass, (tx) => finishRendition(tools, tx, generation, soundName));
}

// Kept, so that whoever takes the task over applies the same gain.
async function measure(tools: TaskTools, { generation, signal, tasks }: GenerationRun): Promise<SoundLevel | null> {
  const { source } = generation;
  if (!source) return null;
  const seconds = source.durationSeconds ?? tools.limits.maxHours * 3600;
  const wallMs = Math.round((600 + seconds) * 1000);
  const result = await tools.storage.withLocalFile(
    generation.sourceKey,
    (path) =>
      runTool(
        tools.tools,
        {
          tool: 'ffmpeg',
          args: measuringArguments(path, source, tools.limits),
          readable: [path],
          limits: { addressSpaceBytes: 4 * 1024 ** 3, cpuSeconds: Math.ceil(wallMs / 1000) },
          wallMs,
          maxOutputBytes: 1024,
          signal,
        },
        [],
      ),
    signal,
  );
  requireRan(result, signal);
  if (result.exitCode !== 0) throw new RefusedSource('file_damaged', `exit ${result.exitCode}: ${result.errorTail}`);
  const level = readSoundLevel(result.errorTail);
  await tools.db.transaction(async (tx) => {
    await holdFilm(tx, tasks);
    await keepLoudness(tx, generation.id, level);
  });
  return level;
}
