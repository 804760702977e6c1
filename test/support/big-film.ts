import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BigFilm {
  path: string;
  sha256: string;
  bytes: number;
}

/** A film that plays as before and has as many bytes as are asked for: random ones in a box that players skip. */
export async function makeBigFilm(film: string, into: string, bytes: number): Promise<BigFilm> {
  const content = await readFile(film);
  const padding = randomBytes(bytes - content.length);
  padding.writeUInt32BE(padding.length, 0);
  padding.write('free', 4, 'latin1');
  const whole = Buffer.concat([content, padding]);
  await writeFile(into, whole);
  return { path: into, sha256: hashOf(whole), bytes };
}

/** Hashes of all sources of this size that the product keeps. */
export async function storedSources(dataDir: string, bytes: number): Promise<string[]> {
  const root = join(dataDir, 'media', 'media');
  const paths = (await readdir(root, { recursive: true })).filter((path) => /\/source\//.test(path));
  const hashes: string[] = [];
  for (const path of paths) {
    const entry = await stat(join(root, path));
    if (entry.isFile() && entry.size === bytes) hashes.push(hashOf(await readFile(join(root, path))));
  }
  return hashes;
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
