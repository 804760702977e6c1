import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Addresses {
  databaseUrl: string;
  redisUrl: string;
  amqpUrl: string;
  /** Path of a certificate that stands for the authorities everybody trusts. */
  authority: string;
}

interface AppJson {
  env: Record<string, { value?: string; generator?: string }>;
}

/** The config vars an app made by the button has: values of app.json, generated secrets, the add-ons' addresses. */
export function configVars(slug: string, addresses: Addresses, port: number, dataDir: string): Record<string, string> {
  const { env } = JSON.parse(readFileSync(join(slug, 'app.json'), 'utf8')) as AppJson;
  const fromForm = Object.entries(env).flatMap(([name, { value, generator }]): [string, string][] => {
    if (generator === 'secret') return [[name, randomBytes(32).toString('hex')]];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(fromForm),
    NODE_ENV: 'production',
    WEB_CONCURRENCY: '1',
    MEMORY_AVAILABLE: '512',
    DATABASE_URL: addresses.databaseUrl,
    REDIS_URL: addresses.redisUrl,
    CLOUDAMQP_URL: addresses.amqpUrl,
    PUBLIC_URL: `http://localhost:${port}`,
    SHOWRUNNER_REHEARSAL: '1',
    SHOWRUNNER_DATA_DIR: dataDir,
    TMPDIR: join(dataDir, 'tmp'),
  };
}

/** Process type → command line. */
export function readProcfile(slug: string): Record<string, string> {
  const lines = readFileSync(join(slug, 'Procfile'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/:\s+/, 2) as [string, string]));
}
