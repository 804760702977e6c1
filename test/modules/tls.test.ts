import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { type Certificate, makeCertificate } from '../../bin/services/certificate';
import { startPostgres } from '../../bin/services/postgres';
import { startRedis } from '../../bin/services/redis';
import { createConnection } from '../../src/platform/bus/rabbit/connection';
import { createCache, openRedis } from '../../src/platform/cache';
import { Secret } from '../../src/platform/config';
import { createDatabase } from '../../src/platform/db';
import { type Logger, silentLogger as logger } from '../../src/platform/observability';
import { waitFor } from '../support/wait-for';

// Nobody has heard of who signed it, and it names another host: what Heroku's PostgreSQL and Redis show.
let certificate: Certificate;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'showrunner-tls-'));
  chmodSync(folder, 0o755); // as root PostgreSQL runs as an account that must be able to enter
  certificate = await makeCertificate(folder, 'add-on', ['add-on.invalid']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a database that speaks TLS alone is reached with it and not without, whatever its address asks for', async () => {
  const server = await startPostgres({ dataDir: join(folder, 'postgres'), throwAway: true, tls: certificate });
  const open = (url: string, tls: boolean) =>
    createDatabase({ url, tls, poolMax: 1, logger, applicationName: 'tls-test' });
  const [inTls, asked, plain] = [
    open(server.url, true),
    open(`${server.url}?sslmode=require`, true),
    open(server.url, false),
  ];
  try {
    for (const db of [inTls, asked]) {
      const { rows } = await db.reader.raw<{ rows: unknown[] }>(
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      expect(rows).toEqual([{ ssl: true }]);
    }
    await expect(plain.ping()).rejects.toThrow();
  } finally {
    await Promise.all([inTls, asked, plain].map((db) => db.close()));
    await server.stop();
  }
});

test('a Redis that speaks TLS alone serves commands and broadcasts', async () => {
  const server = await startRedis({ tls: certificate, password: 'sesame' });
  const cache = createCache({
    redis: openRedis(new Secret(server.url), 'tls:', logger),
    logger,
    prefix: 'tls:',
    answerWithinMs: 5_000,
  });
  try {
    let heard = '';
    cache.listen('kitchen', (message) => {
      heard = message;
    });
    await waitFor('the broadcast', async () => {
      await cache.broadcast('kitchen', 'dinner');
      return heard === 'dinner';
    });
  } finally {
    await cache.close();
    await server.stop();
  }
});

test('a broker whose certificate nobody vouches for gets no password', async () => {
  const said: string[] = [];
  let bytes = 0;
  const { key, certificate: cert } = certificate;
  const impostor = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      bytes += data.length;
    });
  });
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  const { port } = impostor.address() as AddressInfo;
  const connection = createConnection({
    url: new Secret(`amqps://user:sesame@127.0.0.1:${port}/user`),
    name: 'tls-test',
    logger: { ...logger, warn: (detail: { error?: Error }) => void said.push(detail.error?.message ?? '') } as Logger,
    onSession: async () => undefined,
    onUnblocked: () => undefined,
  });
  connection.open();
  await waitFor('the complaint', () => said.length > 0);
  await connection.close();
  await new Promise((resolve) => impostor.close(resolve));
  expect(said[0]).toContain('self-signed certificate');
  expect(bytes).toBe(0);
});
