import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** As whom to run; only root may choose. */
  uid?: number;
  gid?: number;
  /** What asks the program to end in order. */
  stopSignal?: NodeJS.Signals;
  /** After this it is killed. */
  stopWithinMs?: number;
  /** `pipe` keeps the last lines for an error message; `inherit` shows them. */
  output?: 'pipe' | 'inherit';
  /** Gets every piece of output too. */
  onOutput?: (text: string) => void;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** The last of what it printed, when output is piped. */
  tail(): string;
  /** Resolves when it has ended. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  hasExited(): boolean;
  /** Ends the whole process group; safe to call twice. */
  stop(): Promise<void>;
}

const tailCharacters = 8_000;

/** Starts a program in a process group of its own that also ends when this process is killed outright. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { stopSignal = 'SIGTERM', stopWithinMs = 20_000 } = options;
  const process_ = await spawnGroup(options);
  const pid = process_.pid as number;
  const watchdog = startWatchdog(pid, stopSignal, stopWithinMs);
  let tail = '';
  const keep = (chunk: Buffer) => {
    options.onOutput?.(chunk.toString());
    tail = (tail + chunk.toString()).slice(-tailCharacters);
  };
  process_.stdout?.on('data', keep);
  process_.stderr?.on('data', keep);
  let ended = false;
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    process_.once('exit', (code, signal) => {
      ended = true;
      // Whoever is left in the group has lost its leader; the number is still ours while one of them lives.
      signalGroup(pid, 'SIGKILL');
      watchdog.stdin?.end('done\n');
      resolve({ code, signal });
    });
  });
  return {
    name: options.name,
    pid,
    tail: () => tail,
    exited,
    hasExited: () => ended,
    stop: async () => {
      if (ended) return;
      process.kill(pid, stopSignal);
      const killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), stopWithinMs);
      await exited;
      clearTimeout(killer);
    },
  };
}

function spawnGroup(options: ChildOptions): Promise<ChildProcess> {
  const { command, args, env, cwd, uid, gid, output = 'pipe' } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', output, output],
      ...(cwd ? { cwd } : {}),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    child.once('error', (error) => reject(new Error(`${options.name} could not be started: ${error.message}`)));
    child.once('spawn', () => resolve(child));
  });
}

// A shell that waits on a pipe from us: when we are gone, even by SIGKILL, the pipe closes and it ends the group.
function startWatchdog(pid: number, signal: NodeJS.Signals, withinMs: number): ChildProcess {
  const script = `read -r word; [ "$word" = done ] && exit 0
kill -${signal.slice(3)} ${pid} 2>/dev/null
i=0; while [ $i -lt ${Math.ceil(withinMs / 200)} ] && kill -0 ${pid} 2>/dev/null; do sleep 0.2; i=$((i+1)); done
kill -KILL -${pid} 2>/dev/null; exit 0`; // without `--`, which dash takes for a number
  const watchdog = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watchdog.on('error', () => undefined);
  watchdog.stdin?.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return watchdog;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left
  }
}
