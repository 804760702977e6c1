import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomToken } from '../../src/platform/ids';
import type { MediaHouse } from './factories/media';

export interface KilledTool {
  tool: 'ffmpeg' | 'ffprobe';
  /** It is killed at its first so many runs and works from then on; or until this directory is there. */
  times: number | { untilThereIs: string };
  /** What happens to it, as a shell says it. */
  how?: string;
  /** Only runs whose arguments hold this. */
  when?: string;
}

/** The path of a tool that dies at some runs; the directory `{path}.0` is there once it did for the first time. */
export async function killedTool(
  house: MediaHouse,
  { tool, times, how = 'kill -KILL $$', when = '' }: KilledTool,
): Promise<string> {
  const path = join(house.objects, '..', `killed-${tool}-${randomToken()}`);
  const runs =
    typeof times === 'number'
      ? Array.from({ length: times }, (_, i) => `mkdir ${path}.${i} 2>/dev/null && ${how}`)
      : [`test -d ${times.untilThereIs} || ${how}`];
  const matches = `case "$*" in *${when}*) ;; *) exec ${tool} "$@" ;; esac`;
  // The sandbox lets no file grow, so runs are counted in directories.
  await writeFile(
    path,
    `#!/bin/sh\ncase "$1" in -version) exit 0 ;; esac\n${matches}\n${runs.join('\n')}\nexec ${tool} "$@"\n`,
  );
  await chmod(path, 0o755);
  return path;
}

/** The path of an ffmpeg that encodes pictures at so many times their speed, so that there is time to meet it at work. */
export async function slowFfmpeg(house: MediaHouse, speed: number): Promise<string> {
  const path = join(house.objects, '..', `slow-ffmpeg-${randomToken()}`);
  const encodes = 'case "$*" in *libx264*) ;; *) exec ffmpeg "$@" ;; esac';
  await writeFile(path, `#!/bin/sh\n${encodes}\nexec ffmpeg -readrate ${speed} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** Pauses between tries are for machines in trouble; here they are skipped. */
export async function withoutPauses<T>(house: MediaHouse, work: () => Promise<T>): Promise<T> {
  const hurry = setInterval(() => {
    void house.test.db.reader
      .raw(`update media.tasks set not_before = now() where state = 'resting'`)
      .catch(() => undefined);
  }, 100);
  try {
    return await work();
  } finally {
    clearInterval(hurry);
  }
}
