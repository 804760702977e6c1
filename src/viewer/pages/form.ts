import type { IncomingMessage } from 'node:http';

const mostBytes = 4_096;

/** The fields of a small form; what is longer than 4 kB, or no form, has none. */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const nothing = new URLSearchParams();
  if (!/^application\/x-www-form-urlencoded\b/i.test(req.headers['content-type'] ?? '')) return nothing;
  const parts: Buffer[] = [];
  let bytes = 0;
  // The line stays open for the answer.
  for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) return nothing;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
