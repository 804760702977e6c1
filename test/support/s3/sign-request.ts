import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Account } from './signature';
import { hmac, sha256 } from './signature';

/** A request as it goes over the wire, signed by hand: what no library would send can be sent too. */
export interface RawRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface RawAnswer {
  status: number;
  /** The code of an error. */
  code: string | null;
  body: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/** Signs every header given, `host` and the date. `payload` is what stands for the body. */
export function signed(raw: RawRequest, endpoint: string, account: Account, payload: string, now = new Date()) {
  const date = `${now.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const headers: Record<string, string> = {
    ...raw.headers,
    host: new URL(endpoint).host,
    'x-amz-date': date,
    'x-amz-content-sha256': payload,
  };
  const names = Object.keys(headers).sort();
  const [path = '', query = ''] = raw.path.split('?');
  const canonical = [
    raw.method,
    path,
    query.split('&').filter(Boolean).sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const scope = `${date.slice(0, 8)}/${account.region}/s3/aws4_request`;
  const key = signingKey(account, scope);
  const seed = hmac(key, [algorithm, date, scope, sha256(canonical)].join('\n')).toString('hex');
  const authorization = `${algorithm} Credential=${account.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${seed}`;
  return { request: { ...raw, headers: { ...headers, authorization } }, chain: { date, scope, key, seed } };
}

/** The body of a request whose chunks are signed one after the other. */
export function signedChunks(
  chunks: readonly Buffer[],
  { date, scope, key, seed }: { date: string; scope: string; key: Buffer; seed: string },
): Buffer {
  let previous = seed;
  const framed = [...chunks, Buffer.alloc(0)].map((chunk) => {
    const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', date, scope, previous, sha256(''), sha256(chunk)].join('\n');
    previous = hmac(key, toSign).toString('hex');
    const head = `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`;
    return Buffer.concat([Buffer.from(head), chunk, Buffer.from('\r\n')]);
  });
  return Buffer.concat(framed);
}

/** As it is: no header is added but what HTTP itself needs. */
export async function sendRaw(endpoint: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      buffer(response).then((bytes) => {
        const text = bytes.toString('utf8');
        resolve({ status: response.statusCode ?? 0, code: /<Code>(\w+)</.exec(text)?.[1] ?? null, body: text });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function signingKey({ secretAccessKey }: Account, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`));
}
