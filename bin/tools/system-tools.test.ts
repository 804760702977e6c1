import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTools, findTool } from './system-tools';

const realPath = process.env.PATH;
let folder: string;
let said: string[];
const say = (line: string) => void said.push(line);

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'showrunner-tools-'));
  for (const name of ['sh', 'cat', 'chmod', 'sleep', 'test', 'true']) symlinkSync(`/bin/${name}`, join(folder, name));
  process.env.PATH = folder;
  said = [];
});

afterEach(() => {
  process.env.PATH = realPath;
  rmSync(folder, { recursive: true, force: true });
});

test('what is there is not installed again', async () => {
  program('ffmpeg', 'exit 0');
  program('apt-get', 'exit 99');
  await ensureTools(['ffmpeg'], say);
  expect(said).toEqual([]);
});

test('without a package manager the missing tool is named in one line', async () => {
  await expect(ensureTools(['ffmpeg'], say)).rejects.toThrow(/^Missing: ffmpeg\. Install it, then run this again\.$/);
});

test('a missing tool is installed by the package manager, after a refresh when the first try fails', async () => {
  program('sudo', '[ "$1" = -n ] && shift; exec "$@"');
  const install = `printf '#!/bin/sh\\n' > ${folder}/ffmpeg; chmod 755 ${folder}/ffmpeg`;
  program(
    'apt-get',
    `[ "$1" = update ] && { echo > ${folder}/fresh; exit 0; }; test -f ${folder}/fresh || exit 100; ${install}`,
  );
  await ensureTools(['ffmpeg'], say);
  expect(findTool('ffmpeg')).toBe(join(folder, 'ffmpeg'));
  expect(said[0]).toMatch(/^Installing ffmpeg by apt-get/);
});

test('a package manager that cannot help leaves the command to type', async () => {
  program('sudo', '[ "$1" = -n ] && shift; exec "$@"');
  program('apt-get', 'echo no such package >&2; exit 100');
  await expect(ensureTools(['redis-server'], say)).rejects.toThrow(
    'apt-get could not install redis-server. Try: sudo apt-get install -y --no-install-recommends redis-server',
  );
});
