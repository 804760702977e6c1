import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { bodyChecks } from './checksums';
import { chunkedBody } from './chunked-body';
import { incompleteBody, S3Error } from './errors';
import type { Signed } from './signature';

export interface ReceivedBody {
  sizeBytes: number;
  /** Of MD5, hex, without quotes. */
  etag: string;
  /** By header name. */
  checksums: Record<string, string>;
}

const streaming = [
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
];

/** Writes what a request carries to a file, which is gone again unless length, digest, chunks and checksums all hold. */
export async function receiveBody(request: IncomingMessage, signed: Signed, path: string): Promise<ReceivedBody> {
  const { payload } = signed;
  const isChunked = streaming.includes(payload);
  if (payload.startsWith('STREAMING-') && !isChunked) throw new S3Error(400, 'InvalidRequest', `${payload}?`);
  const expected = expectedLength(request, isChunked);
  const trailerNames = isChunked ? listOf(request.headers['x-amz-trailer']) : [];
  const checks = bodyChecks(request.headers, trailerNames);
  const trailers = new Map<string, string>();
  const [md5, digest] = [createHash('md5'), createHash('sha256')];
  let sizeBytes = 0;
  const source = isChunked ? chunkedBody(request, signed, trailers) : (request as AsyncIterable<Buffer>);
  try {
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sizeBytes += chunk.length;
          if (sizeBytes > expected) throw incompleteBody('The body is longer than it was announced to be.');
          checks.update(chunk);
          md5.update(chunk);
          digest.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
    if (sizeBytes !== expected) throw incompleteBody('You did not provide the number of bytes you announced.');
    if (/^[0-9a-f]{64}$/.test(payload) && digest.digest('hex') !== payload) throw payloadMismatch();
    return { sizeBytes, etag: md5.digest('hex'), checksums: checks.verify(trailers) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function expectedLength({ headers }: IncomingMessage, isChunked: boolean): number {
  const header = isChunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (header === undefined) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  return Number(header);
}

function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
}

const payloadMismatch = () =>
  new S3Error(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
