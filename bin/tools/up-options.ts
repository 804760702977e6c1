import { parseArgs } from 'node:util';
import { fromCaller } from './paths';
import { CommandFailure } from './run';

export interface UpOptions {
  /** Null: 3000, or the next free one. */
  port: number | null;
  demo: boolean;
  dataDir: string;
  services: boolean;
  rtmpPort: number | null;
}

export const upUsage = `bin/up [options]: builds and starts Showrunner until Ctrl-C.
  --port N      listen there (default 3000, or the next free port)
  --no-demo     do not add the demo channel
  --data DIR    keep everything there (default .local)
  --services    start private PostgreSQL, RabbitMQ and Redis, and web, worker and billing apart
  --rtmp PORT   take live signals by RTMP (off by default)
Addresses in the environment (DATABASE_URL, CLOUDAMQP_URL, REDIS_URL, …) win over the private parts.`;

/** @throws CommandFailure naming what is wrong. */
export function parseUpOptions(args: string[]): UpOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  return {
    port: portOf('--port', values.port),
    demo: !values['no-demo'],
    dataDir: fromCaller(values.data),
    services: values.services,
    rtmpPort: portOf('--rtmp', values.rtmp),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        data: { type: 'string', default: '.local' },
        services: { type: 'boolean', default: false },
        rtmp: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new CommandFailure(`${error instanceof Error ? error.message : error}\n\n${upUsage}`);
  }
}

function portOf(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandFailure(`${name} needs a port number from 1 to 65535, not "${value}".`);
}
