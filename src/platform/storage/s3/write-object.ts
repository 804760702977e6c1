import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type DirectUploads, partSizeFor, type UploadedPart } from '../direct-uploads';
import { isNoRoom, storageFull } from '../errors';
import type { ObjectInfo } from '../objects';
import type { Bucket } from './bucket';
import { inOurWords } from './s3-errors';

/** Up to this much goes in one request, and this much of a longer one is held in memory a request. */
const pieceBytes = partSizeFor(0);
const piecesAtOnce = 3;

export interface Written {
  bucket: Bucket;
  direct: DirectUploads;
  key: string;
  contentType: string;
}

interface Piece {
  number: number;
  bytes: Buffer;
}

export async function writeBuffer({ bucket, key, contentType }: Written, bytes: Buffer): Promise<ObjectInfo> {
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: bucket.inside(key),
    Body: bytes,
    ContentLength: bytes.length,
    ContentType: contentType,
    ChecksumAlgorithm: 'CRC32',
  });
  await inOurWords(() => bucket.writes.send(command));
  return { sizeBytes: bytes.length };
}

/** A body of unknown length: in one request when it is short, else part after part. */
export async function writeStream(written: Written, body: Readable): Promise<ObjectInfo> {
  try {
    return await writePieces(written, piecesOf(body));
  } catch (error) {
    body.destroy();
    throw isNoRoom(error) ? storageFull(error) : error;
  }
}

export async function writeFile(written: Written, path: string): Promise<ObjectInfo> {
  const { size } = await stat(path);
  return writePieces(written, piecesOfFile(path, size));
}

async function writePieces(written: Written, pieces: AsyncGenerator<Piece>): Promise<ObjectInfo> {
  const first = await pieces.next();
  const firstBytes: Buffer = first.value?.bytes ?? Buffer.alloc(0);
  const second = first.done ? first : await pieces.next();
  if (second.done) return writeBuffer(written, firstBytes);
  const begun = [first.value as Piece, second.value];
  return writeParts(written, inSequence(begun, pieces));
}

async function writeParts({ direct, key, contentType }: Written, pieces: AsyncGenerator<Piece>): Promise<ObjectInfo> {
  const upload = await direct.begin(key, contentType);
  const parts: UploadedPart[] = [];
  const send = async (): Promise<void> => {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      const { number, bytes } = next.value;
      parts.push(await direct.putPart(upload, { number, body: bytes, sizeBytes: bytes.length }));
    }
  };
  const senders = Array.from({ length: piecesAtOnce }, send);
  try {
    await Promise.all(senders);
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    return await direct.complete(upload, parts, sizeBytes);
  } catch (error) {
    await pieces.return(undefined);
    await Promise.allSettled(senders);
    await direct.abort(upload).catch(() => undefined); // the sweep of unfinished uploads finds it
    throw error;
  }
}

async function* inSequence(begun: Piece[], rest: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  yield* begun;
  yield* rest;
}

async function* piecesOf(body: Readable): AsyncGenerator<Piece> {
  let number = 1;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of body) {
    held.push(Buffer.from(chunk));
    heldBytes += chunk.length;
    while (heldBytes >= pieceBytes) {
      const bytes = Buffer.concat(held);
      yield { number: number++, bytes: bytes.subarray(0, pieceBytes) };
      held = [Buffer.from(bytes.subarray(pieceBytes))];
      heldBytes -= pieceBytes;
    }
  }
  if (heldBytes > 0) yield { number, bytes: Buffer.concat(held) };
}

async function* piecesOfFile(path: string, sizeBytes: number): AsyncGenerator<Piece> {
  const partBytes = partSizeFor(sizeBytes);
  const file = await open(path, 'r');
  try {
    for (let start = 0, number = 1; start < sizeBytes; start += partBytes, number++) {
      const bytes = Buffer.allocUnsafe(Math.min(partBytes, sizeBytes - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      if (bytesRead !== bytes.length) throw new Error('A file became shorter while it was stored');
      yield { number, bytes };
    }
  } finally {
    await file.close();
  }
}
