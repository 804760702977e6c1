import { mkdir, mkdtemp, readdir, readlink, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenFiles, type OpenFiles } from './open-files';
import type { OpenedFile } from './storage';

let folder: string;
let files: OpenFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-files-'));
  files = createOpenFiles();
});
afterEach(async () => {
  files.close();
  await rm(folder, { recursive: true });
});

async function aFile(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, name);
  return path;
}

async function textOf(file: OpenedFile): Promise<string> {
  const into = Buffer.alloc(100);
  return into.toString('latin1', 0, await file.read(into, 0));
}

/** How many descriptors of this process lead into the folder, as the system counts them. */
async function openNow(): Promise<number> {
  await new Promise(setImmediate);
  const targets = await Promise.all(
    (await readdir('/proc/self/fd')).map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith(folder)).length;
}

test('many readers share one descriptor, which stays open for the next', async () => {
  const path = await aFile('a');
  const readers = await Promise.all(Array.from({ length: 20 }, () => files.open(path)));
  expect(await openNow()).toBe(1);
  for (const reader of readers) reader.close();
  expect(await openNow()).toBe(1);
  expect(await textOf(await files.open(path))).toBe('a');
});

test('a file that was forgotten closes when its last reader has, and is opened anew', async () => {
  await mkdir(join(folder, 'film'));
  const [inside, beside] = [await aFile('film/a'), await aFile('film-b')];
  const reader = await files.open(inside);
  (await files.open(beside)).close();
  files.forget(join(folder, 'film'));
  await unlink(inside);
  expect(await textOf(reader)).toBe('film/a');
  expect(await openNow()).toBe(2);
  reader.close();
  expect(await openNow()).toBe(1);
  await expect(files.open(inside)).rejects.toMatchObject({ code: 'ENOENT' });
  await aFile('film/a');
  expect(await textOf(await files.open(inside))).toBe('film/a');
});

test('never more than 128 stay open, and none once it is closed', async () => {
  for (let i = 0; i < 140; i++) (await files.open(await aFile(`f${i}`))).close();
  expect(await openNow()).toBe(128);
  files.close();
  expect(await openNow()).toBe(0);
});

test('what another process deleted gives its room back by itself', async () => {
  const path = await aFile('a');
  (await files.open(path)).close();
  await unlink(path);
  expect(await openNow()).toBe(1);
  for (let tries = 0; tries < 300 && (await openNow()) > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await openNow()).toBe(0);
}, 60_000);
