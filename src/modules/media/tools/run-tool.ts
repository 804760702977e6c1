import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { randomToken } from '../../../platform/ids';
import type { Sandbox, ToolLimits } from './sandbox';

export interface ToolBox {
  sandbox: Sandbox;
  ffmpegPath: string;
  ffprobePath: string;
  /** PATH and library path, and nothing else of ours. */
  environment: Readonly<Record<string, string>>;
  /** Each run gets a directory of its own below this one. */
  scratchDir: string;
}

export interface ToolRun {
  tool: 'ffmpeg' | 'ffprobe';
  args: readonly string[];
  /** The private files it may read. */
  readable: readonly string[];
  limits: ToolLimits;
  wallMs: number;
  /** Milliseconds without a byte from the tool while every reader waits for one. */
  stallMs?: number;
  /** Bytes over all outputs. */
  maxOutputBytes: number;
  /** How many pipes from descriptor 3 on, besides standard output. */
  extraPipes?: number;
  signal?: AbortSignal;
}

export type ToolStop = 'wall_clock' | 'stalled' | 'too_much_output' | 'aborted';

export interface ToolResult {
  /** 128 + signal when a signal ended it, with a sandbox around it or without. */
  exitCode: number | null;
  /** Why we ended it; null when it ended by itself. */
  stopped: ToolStop | null;
  /** The end of what it said; for logs only, it may hold paths. */
  errorTail: string;
}

/** Reads one pipe to its end; what it throws ends the tool and is thrown by `runTool`. */
export type PipeReader = (pipe: AsyncIterable<Buffer>) => Promise<void>;

/**
 * Runs a media tool in the sandbox, in a process group of its own that never outlives the call.
 * `readers[0]` gets standard output, the next ones the extra pipes.
 */
export async function runTool(box: ToolBox, run: ToolRun, readers: readonly PipeReader[]): Promise<ToolResult> {
  const scratch = join(box.scratchDir, randomToken());
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    return await runIn(scratch, box, run, readers);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runIn(scratch: string, box: ToolBox, run: ToolRun, readers: readonly PipeReader[]): Promise<ToolResult> {
  const toolPath = run.tool === 'ffmpeg' ? box.ffmpegPath : box.ffprobePath;
  const [command = '', ...args] = box.sandbox.wrap([toolPath, ...run.args], run.readable, run.limits);
  const extra = Array.from({ length: run.extraPipes ?? 0 }, () => 'pipe' as const);
  const child = spawn(command, args, {
    cwd: scratch,
    env: { ...box.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...extra],
  });
  const guard = watch(child, run);
  try {
    const ended = endOf(child);
    const errorTail = collectTail(child.stderr);
    const pipes = [child.stdout, ...child.stdio.slice(3)] as Readable[];
    const reading = pipes.map((pipe, i) => readPipe(pipe, guard, readers[i]));
    await Promise.all([ended.spawned, ...reading]).catch((error: unknown) => {
      guard.kill();
      throw error;
    });
    return { exitCode: await ended.exit, stopped: guard.stopped(), errorTail: await errorTail };
  } finally {
    guard.close();
  }
}

async function readPipe(pipe: Readable, guard: Guard, reader?: PipeReader): Promise<void> {
  const counted = async function* () {
    for await (const chunk of pipe as AsyncIterable<Buffer>) {
      guard.heard(chunk.length);
      const taken = guard.handOver();
      try {
        yield chunk;
      } finally {
        taken();
      }
    }
  };
  if (reader) await reader(counted());
  else for await (const _ of counted());
}

interface Guard {
  heard(bytes: number): void;
  /** A reader is at work, so that the tool may have to wait; returns how to tell that it reads again. */
  handOver(): () => void;
  stopped(): ToolStop | null;
  kill(): void;
  close(): void;
}

function watch(child: ChildProcess, run: ToolRun): Guard {
  let reason: ToolStop | null = null;
  let bytes = 0;
  let lastHeard = Date.now();
  let readersAtWork = 0;
  const kill = () => killGroup(child);
  const stop = (why: ToolStop) => {
    reason ??= why;
    kill();
  };
  const wall = setTimeout(() => stop('wall_clock'), run.wallMs);
  const stallMs = run.stallMs ?? run.wallMs;
  const stall = setInterval(() => {
    if (readersAtWork === 0 && Date.now() - lastHeard > stallMs) stop('stalled');
  }, 1_000);
  const onAbort = () => stop('aborted');
  run.signal?.addEventListener('abort', onAbort, { once: true });
  if (run.signal?.aborted) onAbort();
  return {
    heard: (count) => {
      lastHeard = Date.now();
      bytes += count;
      if (bytes > run.maxOutputBytes) stop('too_much_output');
    },
    handOver: () => {
      readersAtWork++;
      return () => {
        readersAtWork--;
        lastHeard = Date.now();
      };
    },
    stopped: () => reason,
    kill,
    close: () => {
      clearTimeout(wall);
      clearInterval(stall);
      run.signal?.removeEventListener('abort', onAbort);
      kill();
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It went in the meantime.
  }
}

function endOf(child: ChildProcess) {
  const spawned = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const exit = new Promise<number | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? (signal && 128 + constants.signals[signal]))),
  );
  return { spawned, exit };
}

const tailBytes = 4_096;

async function collectTail(stream: Readable | null): Promise<string> {
  let tail = '';
  for await (const chunk of stream ?? []) tail = (tail + String(chunk)).slice(-tailBytes);
  return tail;
}
