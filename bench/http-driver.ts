import { connect } from 'node:net';

export interface Drive {
  /** Absolute address of the nth request. */
  url(n: number): string;
  /** GET if absent; sends no body. */
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  /** Further ones of the nth request. */
  headersOf?(n: number): Readonly<Record<string, string>>;
  requests: number;
  concurrency: number;
}

/**
 * Sends requests over as many kept-alive connections and reads every byte. Plain sockets: a client that does more
 * would leave the machine's other core to nobody. @throws on any answer but 200.
 */
export async function drive(drive: Drive): Promise<{ bytes: number }> {
  const { url, method = 'GET', headers = {}, headersOf, requests, concurrency } = drive;
  const { hostname, port, host } = new URL(url(0));
  const rest = linesOf({ host, ...headers, ...(method === 'POST' ? { 'content-length': '0' } : {}) });
  const paths = Array.from({ length: Math.min(requests, 1_000) }, (_, n) => new URL(url(n)).pathname);
  let sent = 0;
  let bytes = 0;
  const line = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.setTimeout(30_000, () => socket.destroy(new Error('No byte came for 30 s')));
      socket.once('error', reject);
      const reader = createReader();
      const next = () => {
        if (sent >= requests) {
          socket.destroy();
          return resolve();
        }
        const own = headersOf ? linesOf(headersOf(sent)) : '';
        socket.write(`${method} ${paths[sent++ % paths.length]} HTTP/1.1\r\n${rest}${own}\r\n`);
      };
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        try {
          if (reader(chunk)) next();
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      next();
    });
  await Promise.all(Array.from({ length: concurrency }, line));
  return { bytes };
}

function linesOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** True when an answer is whole. One at a time: nothing is sent before it. */
function createReader(): (chunk: Buffer) => boolean {
  let head = '';
  let missing: number | null = null;
  return (chunk) => {
    let from = 0;
    if (missing === null) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return false;
      if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`Answered: ${head.slice(0, 200)}`);
      missing = Number(/\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1]);
      if (Number.isNaN(missing)) throw new Error('An answer without a length');
      from = chunk.length - (head.length - end - 4);
      head = '';
    }
    missing -= chunk.length - from;
    if (missing > 0) return false;
    missing = null;
    return true;
  };
}
