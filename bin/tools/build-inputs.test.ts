import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from './fingerprint';
import { tryLock, unlock } from './lock';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'showrunner-inputs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a fingerprint changes with a file added, written or removed, and not otherwise', () => {
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'a.ts'), 'one');
  const first = fingerprint([folder]);
  expect(fingerprint([folder])).toBe(first);
  writeFileSync(join(folder, 'src', 'a.ts'), 'longer');
  const second = fingerprint([folder]);
  expect(second).not.toBe(first);
  writeFileSync(join(folder, 'src', 'b.ts'), '');
  const third = fingerprint([folder]);
  expect(third).not.toBe(second);
  rmSync(join(folder, 'src', 'b.ts'));
  expect(fingerprint([folder])).toBe(second);
});

test('a lock is held by one living process; one left by the dead is taken over', async () => {
  const lock = join(folder, 'lock');
  const dead = spawn('true');
  await new Promise((resolve) => dead.once('exit', resolve));
  writeFileSync(lock, String(dead.pid));
  expect(tryLock(lock)).toBeNull();
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  unlock(lock);
  writeFileSync(lock, String(process.ppid));
  expect(tryLock(lock)).toBe(process.ppid);
});
