import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../bin/services/ports';
import { type RunningService, startPostgres } from '../../../bin/services/postgres';
import { startRabbit } from '../../../bin/services/rabbitmq';
import { familyOf } from '../command';

/** A server that can be ended without warning and comes back on the same port with what it had on disk. */
export interface MortalService {
  url: string;
  /** Ends every process of it at once. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL with every setting at its durable default. */
export async function mortalPostgres(): Promise<MortalService> {
  const port = await freePort();
  return mortal('postgres', (dataDir) => startPostgres({ dataDir, port, maxConnections: 80 }));
}

export async function mortalRabbit(): Promise<MortalService> {
  const port = await freePort();
  return mortal('rabbitmq', (dataDir) => startRabbit({ dataDir, port }));
}

async function mortal(name: string, start: (dataDir: string) => Promise<RunningService>): Promise<MortalService> {
  const root = mkdtempSync(join(tmpdir(), 'showrunner-crash-'));
  chmodSync(root, 0o755); // as root the servers run as an account that must be able to enter
  const dataDir = join(root, name);
  let running = await start(dataDir);
  return {
    url: running.url,
    kill: async () => {
      // Backends lead process groups of their own, so the group of the postmaster is not all of it.
      for (const pid of familyOf(running.pid)) killOutright(pid);
      await running.stop();
    },
    restart: async () => {
      running = await start(dataDir);
    },
    stop: async () => {
      await running.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function killOutright(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it went with its parent
  }
}
