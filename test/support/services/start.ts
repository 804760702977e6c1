import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startPostgres } from '../../../bin/services/postgres';
import { startRabbit } from '../../../bin/services/rabbitmq';
import { startRedis } from '../../../bin/services/redis';

export interface RunServices {
  stop(): Promise<void>;
}

const directoryPrefix = 'showrunner-test-';

declare global {
  var showrunnerTestServices: RunServices | undefined;
}

/**
 * Once per jest run: a PostgreSQL at once, Redis and RabbitMQ when the first suite asks for them
 * at the address in SHOWRUNNER_TEST_SERVICES.
 */
async function start(): Promise<void> {
  sweepAbandoned();
  const root = mkdtempSync(join(tmpdir(), `${directoryPrefix}${process.pid}-`));
  chmodSync(root, 0o755); // as root the server runs as an account that must be able to enter
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), throwAway: true, maxConnections: 300 });
  const started = new Map<string, Promise<RunningService>>([['/postgres', Promise.resolve(postgres)]]);
  const launchers: Record<string, () => Promise<RunningService>> = {
    '/redis': () => startRedis(),
    '/rabbitmq': () => startRabbit({ dataDir: join(root, 'rabbitmq'), throwAway: true }),
  };
  const desk = createServer(async (request, response) => {
    const path = request.url ?? '';
    const launch = launchers[path];
    if (!started.has(path) && launch) started.set(path, launch());
    try {
      const service = await started.get(path);
      response.writeHead(service ? 200 : 404).end(service?.url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  desk.unref();
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  process.env.SHOWRUNNER_TEST_SERVICES = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
  globalThis.showrunnerTestServices = {
    stop: async () => {
      desk.close();
      const services = await Promise.allSettled(started.values());
      await Promise.all(services.map((service) => (service.status === 'fulfilled' ? service.value.stop() : undefined)));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

// A run that was killed leaves its directory, though no process; the next one takes it away.
function sweepAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${directoryPrefix}(\\d+)-`).exec(name)?.[1]);
    if (owner && !isAlive(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export default start;
