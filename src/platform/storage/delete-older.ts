import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Deletes the entries of a folder that were last written before this instant. A folder that is not there is empty. */
export async function deleteOlder(folder: string, before: Date): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const writtenAt = await stat(path).then(
      ({ mtime }) => mtime,
      () => null, // gone meanwhile
    );
    if (writtenAt && writtenAt < before) await rm(path, { recursive: true, force: true });
  }
}
