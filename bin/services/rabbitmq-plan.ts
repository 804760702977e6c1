import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate } from './certificate';

/** What a hosted plan gives: one virtual host over TLS, with an account that is good for it alone. */
export interface RabbitPlan {
  tls: Certificate;
  maxConnections: number;
  maxQueues: number;
}

export interface PlannedHost {
  configuration: string;
  /** Account, password and virtual host, as an address has them. */
  user: string;
  password: string;
}

/** Writes what makes the broker keep to the plan from its first second, and says what goes into its configuration. */
export function applyPlan(folder: string, port: number, plan: RabbitPlan): PlannedHost {
  const user = `u${randomBytes(4).toString('hex')}`;
  const password = randomBytes(18).toString('hex');
  const definitions = join(folder, 'definitions.json');
  writeFileSync(definitions, JSON.stringify(definitionsOf(user, password, plan)), { mode: 0o600 });
  const { certificate, key } = plan.tls;
  const configuration = [
    'listeners.tcp = none',
    `listeners.ssl.default = 127.0.0.1:${port}`,
    `ssl_options.certfile = ${certificate}`,
    `ssl_options.keyfile = ${key}`,
    'ssl_options.verify = verify_none',
    'ssl_options.fail_if_no_peer_cert = false',
    `load_definitions = ${definitions}`,
  ].join('\n');
  return { configuration, user, password };
}

function definitionsOf(user: string, password: string, { maxConnections, maxQueues }: RabbitPlan) {
  const salt = randomBytes(4);
  const hash = createHash('sha256').update(salt).update(password).digest();
  const all = '.*';
  return {
    users: [
      {
        name: user,
        password_hash: Buffer.concat([salt, hash]).toString('base64'),
        hashing_algorithm: 'rabbit_password_hashing_sha256',
        tags: '',
      },
    ],
    vhosts: [{ name: user }],
    permissions: [{ user, vhost: user, configure: all, write: all, read: all }],
    parameters: [
      {
        vhost: user,
        component: 'vhost-limits',
        name: 'limits',
        value: { 'max-connections': maxConnections, 'max-queues': maxQueues },
      },
    ],
  };
}
