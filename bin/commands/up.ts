import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isListening } from '../services/ports';
import { build } from '../tools/build';
import { tryLock, unlock } from '../tools/lock';
import { CommandFailure, command } from '../tools/run';
import { createSupervisor, type Supervisor } from '../tools/supervisor';
import { ensureTools } from '../tools/system-tools';
import { environmentFile, startApplication } from '../tools/up-application';
import { parseUpOptions, type UpOptions, upUsage } from '../tools/up-options';

const say = (line: string) => console.log(line);

command(async () => {
  const options = parseUpOptions(process.argv.slice(2));
  if (options === 'help') {
    say(upUsage);
    return 0;
  }
  const readyFile = join(options.dataDir, 'ready.json');
  const lock = join(options.dataDir, 'up.pid');
  const holder = tryLock(lock);
  if (holder) throw new CommandFailure(alreadyUp(readyFile, holder, options.dataDir));
  rmSync(readyFile, { force: true });
  const supervisor = createSupervisor(join(options.dataDir, 'log'));
  const asked = stopAsked();
  try {
    const stopped = await Promise.race([up(options, supervisor, readyFile), asked]);
    if (stopped !== 'stop') await Promise.race([asked, supervisor.failed]);
    say('\nStopping…');
    return 0;
  } finally {
    rmSync(readyFile, { force: true });
    await supervisor.stop();
    rmSync(environmentFile(options.dataDir), { force: true });
    unlock(lock);
  }
});

async function up(options: UpOptions, supervisor: Supervisor, readyFile: string): Promise<void> {
  if (options.rtmpPort)
    say(`--rtmp ${options.rtmpPort}: live ingest is not part of this version yet; the port stays closed.`);
  await ensureTools(options.services ? ['ffmpeg', 'redis-server', 'rabbitmq-server'] : ['ffmpeg'], say);
  await build(say);
  const port = await choosePort(options.port);
  const secret = keptSecret(options.dataDir);
  const signIns = await startApplication({ ...options, port, secret, supervisor, say });
  const url = `http://localhost:${port}`;
  const ready = { url, demo: signIns, pids: { up: process.pid, ...supervisor.pids() } };
  writeFileSync(`${readyFile}.new`, `${JSON.stringify(ready, null, 2)}\n`);
  renameSync(`${readyFile}.new`, readyFile);
  say(`\nShowrunner is ready: ${url}`);
  for (const { email, password, role } of signIns) say(`  sign in as ${role}: ${email}  ${password}`);
  say(`Data and logs: ${options.dataDir}. Ctrl-C stops everything.`);
}

/** Resolves at the first Ctrl-C or SIGTERM; a second Ctrl-C does not wait for anybody. */
function stopAsked(): Promise<'stop'> {
  return new Promise((resolve) => {
    let times = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        times++;
        if (times > 2) process.exit(130); // the watchdogs end what is left
        resolve('stop');
      });
    }
  });
}

async function choosePort(wanted: number | null): Promise<number> {
  if (wanted !== null) {
    if (await isListening(wanted)) throw new CommandFailure(`Port ${wanted} is taken; choose another with --port.`);
    return wanted;
  }
  for (let port = 3000; port < 3100; port++) if (!(await isListening(port))) return port;
  throw new CommandFailure('The ports 3000 to 3099 are all taken; choose one with --port.');
}

// Keys derive from it, so it is kept: sessions and links survive a restart.
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function alreadyUp(readyFile: string, pid: number, dataDir: string): string {
  const where = existsSync(readyFile)
    ? `: ${(JSON.parse(readFileSync(readyFile, 'utf8')) as { url: string }).url}`
    : '';
  return `Showrunner already runs on ${dataDir} (process ${pid})${where}. For a second one use --data.`;
}
