import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import { startChild } from './child';
import { freePort, isListening } from './ports';
import type { RunningService } from './postgres';
import { applyPlan, type RabbitPlan } from './rabbitmq-plan';
import { untilReady } from './readiness';

export interface RabbitOptions {
  dataDir: string;
  port?: number;
  /** Delete the data when it stops. */
  throwAway?: boolean;
  /** As a hosted one: TLS, an account without power, limits. */
  plan?: RabbitPlan;
  say?: (line: string) => void;
}

const startWithinMs = 90_000; // 5 s on an idle machine, 32 s seen on a loaded one

export interface RunningRabbit extends RunningService {
  /** Gives `rabbitmqctl` an order, a few seconds each. Returns what it printed. */
  control(...order: string[]): Promise<string>;
}

/** A private RabbitMQ on loopback; its name service (epmd) is a child too, so that nothing outlives it. */
export async function startRabbit(options: RabbitOptions): Promise<RunningRabbit> {
  for (const part of ['home', 'mnesia', 'log']) mkdirSync(join(options.dataDir, part), { recursive: true });
  const port = options.port ?? (await freePort());
  const [distPort, epmdPort] = [await freePort(), await freePort()];
  const host = options.plan && applyPlan(options.dataDir, port, options.plan);
  const env = brokerEnv(options.dataDir, host ? null : port, distPort, epmdPort, host?.configuration ?? '');
  const epmd = await startChild({
    name: 'epmd',
    command: 'epmd',
    args: ['-port', String(epmdPort), '-address', '127.0.0.1'],
    env,
  });
  try {
    await untilReady(epmd, () => isListening(epmdPort), 10_000);
    const broker = await startChild({
      name: 'rabbitmq-server',
      command: scriptPath('rabbitmq-server'),
      args: [],
      env,
      stopWithinMs: 30_000,
    });
    const url = host
      ? `amqps://${host.user}:${host.password}@127.0.0.1:${port}/${host.user}`
      : `amqp://guest:guest@127.0.0.1:${port}`;
    const authority = options.plan && readFileSync(options.plan.tls.certificate);
    await untilReady(broker, () => connects(url, authority), startWithinMs);
    return {
      url,
      pid: broker.pid,
      control: async (...order) => {
        const done = await promisify(execFile)(scriptPath('rabbitmqctl'), order, { env, timeout: 60_000 });
        return done.stdout;
      },
      stop: async () => {
        await broker.stop();
        await epmd.stop();
        if (options.throwAway) rmSync(options.dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await epmd.stop();
    throw error;
  }
}

// Debian's wrappers in /usr/sbin insist on the account `rabbitmq`; the scripts below them do not.
function scriptPath(name: string): string {
  const unwrapped = `/usr/lib/rabbitmq/bin/${name}`;
  return existsSync(unwrapped) ? unwrapped : name;
}

function brokerEnv(
  dataDir: string,
  plainPort: number | null,
  distPort: number,
  epmdPort: number,
  configuration: string,
): NodeJS.ProcessEnv {
  const config = join(dataDir, 'rabbitmq.conf');
  const plugins = join(dataDir, 'enabled_plugins');
  writeFileSync(config, `loopback_users = none\n${configuration}\n`);
  writeFileSync(plugins, '[].\n');
  return {
    PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
    LANG: 'C.UTF-8',
    HOME: join(dataDir, 'home'),
    RABBITMQ_NODENAME: 'showrunner@localhost',
    ...(plainPort ? { RABBITMQ_NODE_PORT: String(plainPort), RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1' } : {}),
    RABBITMQ_DIST_PORT: String(distPort),
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_SERVER_START_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(dataDir, 'mnesia'),
    RABBITMQ_LOG_BASE: join(dataDir, 'log'),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: join(dataDir, 'none.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_PID_FILE: join(dataDir, 'pid'),
  };
}

async function connects(url: string, authority?: Buffer): Promise<boolean> {
  try {
    const connection = await connect(url, authority ? { ca: authority } : {});
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
