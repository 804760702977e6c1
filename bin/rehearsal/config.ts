import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Addresses {
  databaseUrl: string;
  redisUrl: string;
  amqpUrl: string;
  smtpUrl: string;
  /** What the storage add-on sets. */
  storage: Record<string, string>;
  /** Path of a certificate that stands for the authorities everybody trusts. */
  authority: string;
}

interface AppJson {
  env: Record<string, { value?: string; generator?: string }>;
}

/** What people type; the router ends TLS for it. */
export const publicUrl = 'https://showrunner.rehearsal.example';

/** The config vars an app made by the button has: values of app.json, generated secrets, the add-ons' addresses. */
export function configVars(slug: string, addresses: Addresses): Record<string, string> {
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
    PUBLIC_URL: publicUrl,
    NODE_EXTRA_CA_CERTS: addresses.authority,
    ...addressVars(addresses),
  };
}

export function addressVars(addresses: Addresses): Record<string, string> {
  return {
    DATABASE_URL: addresses.databaseUrl,
    REDIS_URL: addresses.redisUrl,
    CLOUDAMQP_URL: addresses.amqpUrl,
    SMTP_URL: addresses.smtpUrl,
    ...addresses.storage,
  };
}

/** Values that no log may show: what was generated, and what opens an add-on. */
export function secretsOf(vars: Record<string, string>): string[] {
  const passwords = Object.values(vars).flatMap((value) => {
    const password = URL.canParse(value) ? new URL(value).password : '';
    return password ? [password] : [];
  });
  const named = Object.entries(vars).filter(([name]) => /SECRET|TOKEN/.test(name));
  return [...passwords, ...named.map(([, value]) => value)].filter((value) => value.length >= 8);
}

/** Process type → command line. */
export function readProcfile(slug: string): Record<string, string> {
  const lines = readFileSync(join(slug, 'Procfile'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/:\s+/, 2) as [string, string]));
}
