import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, type ChildOptions, startChild } from '../services/child';
import { CommandFailure } from './run';

interface Part {
  name: string;
  pid: number;
  stop(): Promise<void>;
}

export interface Supervisor {
  /** Starts one of our processes, its output in a log file; when it ends unasked, `failed` rejects. */
  start(options: ChildOptions): Promise<Child>;
  /** Takes over something already running, to stop it in its turn. */
  adopt(part: Part): void;
  pids(): Record<string, number>;
  /** Rejects when a part ended by itself. */
  readonly failed: Promise<never>;
  /** Stops everything in reverse order of starting. */
  stop(): Promise<void>;
}

export function createSupervisor(logDir: string): Supervisor {
  mkdirSync(logDir, { recursive: true });
  const parts: Part[] = [];
  let stopping = false;
  let reject: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, fail) => {
    reject = fail;
  });
  failed.catch(() => undefined); // whoever waits for it hears it; nobody has to
  return {
    failed,
    adopt: (part) => void parts.push(part),
    pids: () => Object.fromEntries(parts.map(({ name, pid }) => [name, pid])),
    start: async (options) => {
      const log = createWriteStream(join(logDir, `${options.name}.log`), { flags: 'a' });
      const child = await startChild({ ...options, onOutput: (text) => log.write(text) });
      parts.push(child);
      child.exited.then(({ code, signal }) => {
        log.end();
        if (stopping) return;
        const how = signal ? `by ${signal}` : `with code ${code}`;
        reject(new CommandFailure(`${options.name} ended ${how}:\n${child.tail().trim()}`));
      });
      return child;
    },
    stop: async () => {
      stopping = true;
      for (const part of parts.splice(0).reverse()) await part.stop();
    },
  };
}
