import { join } from 'node:path';
import { type Child, startChild } from '../bin/services/child';
import { freePort } from '../bin/services/ports';
import { waitFor } from '../test/support/wait-for';

export interface BareServer {
  child: Child;
  url: string;
  command: string;
}

/** node:http that answers everything with the bytes of one file. */
export async function startBareServer(path: string, contentType: string): Promise<BareServer> {
  const port = await freePort();
  const args = ['--import', 'tsx', join('bench', 'bytes-server.ts'), String(port), path, contentType];
  const child = await startChild({
    name: 'bytes-server',
    command: process.execPath,
    args,
    cwd: join(__dirname, '..'),
    env: { PATH: process.env.PATH },
  });
  await waitFor('the bare server to listen', () => child.tail().includes('listening'), { withinMs: 30_000 });
  return { child, url: `http://127.0.0.1:${port}/`, command: `node ${args.join(' ')}` };
}
