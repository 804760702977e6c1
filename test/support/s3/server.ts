import { once, setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from './call';
import { controlFaults } from './control';
import { allowOrigin, answerPreflight } from './cors';
import { S3Error } from './errors';
import { type Fault, Faults, type SeenRequest } from './faults';
import { ObjectStore } from './object-store';
import { operationOf } from './operations';
import { type Account, verifySignature } from './signature';

export interface S3ServerOptions {
  /** A free one when left out. */
  port?: number;
  /** Where objects lie; a private one that goes with the server when left out. */
  directory?: string;
  bucket?: string;
  account?: Partial<Account>;
  /** Entries of a listing; a thousand when left out. */
  pageSize?: number;
  /** Of faults that hit a share of the requests. */
  seed?: number;
  /** Lets other processes plant faults, at `/.control/faults`. */
  control?: boolean;
  now?(): Date;
}

export interface S3Server {
  endpoint: string;
  bucket: string;
  account: Account;
  faults: Faults;
  /** The last ten thousand. */
  requests: SeenRequest[];
  store: ObjectStore;
  close(): Promise<void>;
}

const knownRequests = 10_000;

/**
 * An S3 service on loopback that refuses what the real one refuses: signatures (header and address), expiry, lengths,
 * digests, chunks and checksums are verified. One bucket, addressed by path.
 */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'showrunner-s3-')));
  const account = {
    accessKeyId: 'AKIASHOWRUNNERTEST00',
    secretAccessKey: 'secret-of-the-test-bucket-and-nothing-else',
    region: 'eu-test-1',
    ...options.account,
  };
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const parts: ServerParts = {
    account,
    bucket: options.bucket ?? 'showrunner-test',
    store: new ObjectStore(directory),
    faults: new Faults(options.seed ?? 1),
    requests: [],
    pageSize: options.pageSize ?? 1_000,
    control: options.control ?? false,
    now: options.now ?? (() => new Date()),
    closing: closing.signal,
  };
  const server = createServer({ keepAliveTimeout: 30_000, requestTimeout: 0 }, (request, response) => {
    void answer(parts, request, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ...parts,
    close: async () => {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      if (!options.directory) await rm(directory, { recursive: true, force: true });
    },
  };
}

interface ServerParts extends Pick<S3Server, 'account' | 'bucket' | 'store' | 'faults' | 'requests'> {
  pageSize: number;
  control: boolean;
  now(): Date;
  /** Ends what would wait longer than the server is there. */
  closing: AbortSignal;
}

async function answer(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (parts.control && (await controlFaults(request, response, parts.faults))) return;
  const url = new URL(`http://s3${request.url}`);
  const seen = { method: request.method ?? '', key: keyOf(url), query: url.search, status: 0 };
  remember(parts.requests, seen);
  response.on('finish', () => {
    seen.status = response.statusCode;
  });
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  response.setHeader('x-amz-request-id', Date.now().toString(36).toUpperCase());
  const fault = parts.faults.hitting(seen);
  try {
    if (await suffers(fault, request, response, parts.closing)) return;
    allowOrigin(request, response, parts.store);
    await perform(parts, request, response, url, seen.key);
  } catch (error) {
    refuse(error, request, response);
  }
}

async function perform(
  { account, store, bucket, pageSize, now }: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  key: string,
): Promise<void> {
  if (request.method === 'OPTIONS') {
    answerPreflight(request, response, store);
    return;
  }
  const signed = verifySignature(request, url, account, now());
  if (url.pathname.split('/')[1] !== bucket) {
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
  const call: Call = { request, response, key, query: url.searchParams, signed, store, bucket, pageSize };
  await operationOf(call)(call);
}

/** Whether the fault was all there is to it. */
async function suffers(
  fault: Fault | null,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<boolean> {
  if (!fault) return false;
  if (fault.delayMs) await pause(fault.delayMs, undefined, { signal: closing });
  if (fault.reset === 'before') {
    request.socket.resetAndDestroy();
    return true;
  }
  if (fault.reset !== undefined) cutOff(response, fault.reset === 'after' ? 0 : fault.reset);
  if (!fault.status) return false;
  request.resume();
  throw new S3Error(fault.status, fault.code ?? 'InternalError', 'A fault that was asked for');
}

/** Lets so many bytes of the answer through, none of its head when that is none. */
function cutOff(response: ServerResponse, afterBytes: number): void {
  const { socket } = response.req;
  const write = response.write.bind(response) as (chunk: Buffer, done?: () => void) => boolean;
  let left = afterBytes;
  const cutting = (chunk?: unknown): boolean => {
    if (Buffer.isBuffer(chunk) && chunk.length < left) {
      left -= chunk.length;
      return write(chunk);
    }
    if (Buffer.isBuffer(chunk) && left > 0) write(chunk.subarray(0, left), () => socket.destroy());
    else socket.resetAndDestroy();
    return false;
  };
  response.write = cutting;
  response.end = (chunk?: unknown) => {
    cutting(chunk);
    return response;
  };
}

function refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || request.socket.destroyed) {
    response.destroy();
    return;
  }
  const known =
    error instanceof S3Error ? error : new S3Error(500, 'InternalError', `We encountered an internal error: ${error}`);
  request.resume(); // what is still being sent must not keep the sender from reading this
  response.writeHead(known.status, { 'Content-Type': 'application/xml' });
  response.end(request.method === 'HEAD' ? undefined : known.toXml(request.url ?? ''));
}

function keyOf(url: URL): string {
  return url.pathname.split('/').slice(2).map(decodeURIComponent).join('/');
}

function remember(requests: SeenRequest[], seen: SeenRequest): void {
  requests.push(seen);
  if (requests.length > knownRequests) requests.shift();
}
