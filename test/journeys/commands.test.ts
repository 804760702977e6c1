import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../src/processes/finding';
import { alive, familyOf, type RunningCommand, startCommand } from '../support/command';
import { freePort, isListening } from '../support/ports';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

interface Ready {
  url: string;
  demo: unknown[];
  pids: Record<string, number>;
}

interface Copy {
  dataDir: string;
  port: number;
  command: RunningCommand;
  ready: Ready;
}

const account = { email: 'ada@example.com', password: 'correct horse battery', displayName: 'Ada' };
const folder = mkdtempSync(join(tmpdir(), 'showrunner-commands-'));
chmodSync(folder, 0o755); // under root, PostgreSQL runs as nobody
const started: RunningCommand[] = [];
let first: Copy;
let second: Copy;

async function startUp(name: string, port: number): Promise<Copy> {
  const dataDir = join(folder, name);
  const command = startCommand('up', ['--no-demo', '--port', String(port), '--data', dataDir]);
  started.push(command);
  let ended = false;
  void command.ended.then(() => {
    ended = true;
  });
  const file = join(dataDir, 'ready.json');
  await waitFor('ready.json', () => ended || existsSync(file), { withinMs: 80_000 });
  if (ended) throw new Error(`bin/up ended: ${command.said()}`);
  return { dataDir, port, command, ready: JSON.parse(readFileSync(file, 'utf8')) as Ready };
}

/** Sends the signal and tells what of it is left when bin/up has ended. */
async function stop({ dataDir, port, command, ready }: Copy, signal: 'SIGINT' | 'SIGTERM') {
  const family = familyOf(command.pid);
  expect(Object.values(ready.pids).filter((pid) => !family.includes(pid))).toEqual([]);
  // Ctrl-C reaches the whole group in front; SIGTERM only whom it is sent to.
  process.kill(signal === 'SIGINT' ? -command.pid : command.pid, signal);
  const { code } = await command.ended;
  return {
    code,
    living: alive(family),
    listening: await isListening(port),
    ready: existsSync(join(dataDir, 'ready.json')),
  };
}

const nothingLeft = { code: 0, living: [], listening: false, ready: false };

beforeAll(async () => {
  const [one, two] = [await freePort(), await freePort()];
  [first, second] = await Promise.all([startUp('first', one), startUp('second', two)]);
}, 90_000);

afterAll(async () => {
  for (const { pid, ended } of started) {
    if (alive([pid]).length > 0) process.kill(-pid, 'SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}, 40_000);

describe('two copies of bin/up side by side', () => {
  it('both answer at the address in their ready.json, which names the processes they run', async () => {
    for (const { ready, port, command } of [first, second]) {
      expect(ready).toEqual({
        url: `http://localhost:${port}`,
        demo: [],
        pids: { up: expect.any(Number), postgres: expect.any(Number), everything: expect.any(Number) },
      });
      expect(alive(Object.values(ready.pids)).length).toBeGreaterThanOrEqual(3);
      expect((await fetch(ready.url)).status).toBe(200);
      expect(await (await fetch(`${ready.url}/readyz`)).json()).toMatchObject({ ready: true });
      expect(command.said()).toContain(`Showrunner is ready: ${ready.url}`);
    }
    expect((await new Visitor(first.ready.url).post('/accounts', account)).status).toBe(201);
    expect((await new Visitor(second.ready.url).post('/sessions', account)).status).not.toBe(201);
  });

  it('a third on the same data says who has them and leaves them alone', async () => {
    const { code, err } = await startCommand('up', ['--data', first.dataDir]).ended;
    expect(code).toBe(1);
    expect(err).toContain(`already runs on ${first.dataDir} (process ${first.ready.pids.up}): ${first.ready.url}`);
    expect((await fetch(first.ready.url)).status).toBe(200);
  });
});

describe('bin/showrunner', () => {
  const operator = (args: string[], env = {}) =>
    startCommand('showrunner', ['--data', first.dataDir, ...args], env).ended;

  it('the doctor finds a running copy well', async () => {
    const { code, out, err } = await operator(['doctor']);
    expect([code, err]).toEqual([0, '']);
    const findings = JSON.parse(out) as Finding[];
    expect(findings.filter(({ well }) => !well)).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['database', 'migrations', 'ffmpeg']));
  });

  it('the doctor names what is not well and ends with 1', async () => {
    const { code, out } = await operator(['doctor'], { FFPROBE_PATH: '/nowhere/ffprobe' });
    expect(code).toBe(1);
    const ill = (JSON.parse(out) as Finding[]).filter(({ well }) => !well);
    expect(ill).toMatchObject([{ check: 'ffprobe', says: expect.stringContaining('/nowhere/ffprobe') }]);
  });

  it('lists the dead letters, of which a new copy has none', async () => {
    const { code, out, err } = await operator(['dead-letters', 'list']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/no dead letters/);
    expect(await operator(['dead-letters', 'list', '--json'])).toEqual({ code: 0, out: '[]\n', err: '' });
  });

  it('answers a command it does not know with its usage, on stderr, and 2', async () => {
    const { code, out, err } = await operator(['dead-letters', 'dance']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('usage: bin/showrunner COMMAND');
  });
});

describe('the end of bin/up', () => {
  it('Ctrl-C leaves no process and no open port, and the other copy untouched', async () => {
    expect(await stop(first, 'SIGINT')).toEqual(nothingLeft);
    expect((await fetch(second.ready.url)).status).toBe(200);
  }, 40_000);

  it('so does SIGTERM', async () => {
    expect(await stop(second, 'SIGTERM')).toEqual(nothingLeft);
  }, 40_000);

  it('a second start on the same data still knows the account made in the first', async () => {
    first = await startUp('first', await freePort());
    const returning = new Visitor(first.ready.url);
    expect((await returning.post('/sessions', { email: account.email, password: account.password })).status).toBe(201);
    expect((await returning.get('/me')).body).toMatchObject({ email: account.email });
    expect(await stop(first, 'SIGTERM')).toEqual(nothingLeft);
  }, 90_000);
});
