import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Paths of a private key and of the certificate that belongs to it. */
export interface Certificate {
  key: string;
  certificate: string;
}

const run = promisify(execFile);

/** A certificate that signs itself, good for two days; whoever trusts it trusts a server at `hosts` and nothing else. */
export async function makeCertificate(folder: string, name: string, hosts: readonly string[]): Promise<Certificate> {
  mkdirSync(folder, { recursive: true });
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.crt`);
  const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`));
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names.join(',')}`, '-keyout', key, '-out', certificate],
  ]);
  return { key, certificate };
}
