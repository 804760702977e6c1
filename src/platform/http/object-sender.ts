import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { hasCode } from '../errors';
import {
  type ByteRange,
  createHotObjects,
  createPieces,
  type LentObject,
  type OpenedFile,
  type Pieces,
  type Storage,
} from '../storage';
import type { LeanCall } from './route';

export interface SentBytes {
  key: string;
  sizeBytes: number;
  /** The part that is sent; the whole when left out. */
  range?: ByteRange | undefined;
  headers: Readonly<Record<string, string | number>>;
}

/** Sends stored objects as the body of lean answers. */
export interface ObjectSender {
  /** Whoever goes away in the middle, or stops reading, is no error. @throws AppError `object_missing` (not_found). */
  send(call: LeanCall, object: SentBytes): void | Promise<void>;
}

export interface ObjectSenderOptions {
  storage: Storage;
  /** For all answers together: pieces on their way, and objects that many ask for. */
  memoryBytes: number;
}

export function createObjectSender({ storage, memoryBytes }: ObjectSenderOptions): ObjectSender {
  const pieces = createPieces(memoryBytes / 3);
  const hot = createHotObjects(Math.floor((memoryBytes * 2) / 3), (key, sizeBytes) =>
    readWhole(storage, key, sizeBytes),
  );
  const begin = ({ head }: LeanCall, object: SentBytes) => {
    head(object.range ? 206 : 200, { ...object.headers, ...lengthOf(object) });
  };
  const fromMemory = (call: LeanCall, object: SentBytes, { bytes, release }: LentObject) => {
    const { res } = call;
    if (res.destroyed) return release();
    res.once('close', release);
    begin(call, object);
    res.end(object.range ? bytes.subarray(object.range.start, object.range.end + 1) : bytes);
  };
  const fromStorage = async (call: LeanCall, object: SentBytes) => {
    const { res } = call;
    if (!storage.openFile) {
      const body = await storage.read(object.key, object.range);
      begin(call, object);
      return pipeline(body, res).catch(unlessGone(res));
    }
    const file = await storage.openFile(object.key);
    try {
      begin(call, object);
      await sendPieces(res, file, object.range ?? { start: 0, end: object.sizeBytes - 1 }, pieces);
    } finally {
      file.close();
    }
  };
  return {
    send: (call, object) => {
      if (call.req.method === 'HEAD' || object.sizeBytes === 0) {
        begin(call, object);
        call.res.end();
        return;
      }
      const lending = hot.lend(object.key, object.sizeBytes);
      if (!lending) return fromStorage(call, object);
      if (lending instanceof Promise) return lending.then((lent) => fromMemory(call, object, lent));
      return fromMemory(call, object, lending);
    },
  };
}

function lengthOf({ range, sizeBytes }: SentBytes): Record<string, string | number> {
  if (!range) return { 'Content-Length': sizeBytes };
  return {
    'Content-Length': range.end - range.start + 1,
    'Content-Range': `bytes ${range.start}-${range.end}/${sizeBytes}`,
  };
}

/** The next piece is read when the one before has left, so that a slow client holds one piece and no more. */
async function sendPieces(
  res: ServerResponse,
  file: OpenedFile,
  { start, end }: ByteRange,
  pieces: Pieces,
): Promise<void> {
  let at = start;
  while (at <= end && !res.destroyed) {
    const piece = pieces.take();
    let left = false;
    try {
      const got = await file.read(piece.subarray(0, Math.min(piece.length, end + 1 - at)), at);
      if (got === 0) throw tooShort();
      at += got;
      left = await leaves(res, piece.subarray(0, got), at > end);
    } catch (error) {
      res.destroy(); // its length was announced
      throw error;
    } finally {
      if (left) pieces.give(piece);
      else pieces.drop(piece);
    }
  }
}

/** False when the client went away first; who reads the bytes then is not known. */
function leaves(res: ServerResponse, bytes: Buffer, isLast: boolean): Promise<boolean> {
  if (res.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = () => resolve(false);
    res.once('close', gone);
    const done = (error?: Error | null) => {
      res.off('close', gone);
      resolve(!error);
    };
    if (isLast) res.end(bytes, done as () => void);
    else res.write(bytes, done);
  });
}

async function readWhole(storage: Storage, key: string, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  if (!storage.openFile) {
    let read = 0;
    for await (const chunk of (await storage.read(key)) as AsyncIterable<Buffer>) read += chunk.copy(bytes, read);
    if (read !== sizeBytes) throw tooShort();
    return bytes;
  }
  const file = await storage.openFile(key);
  try {
    for (let at = 0; at < sizeBytes; ) {
      const got = await file.read(bytes.subarray(at), at);
      if (got === 0) throw tooShort();
      at += got;
    }
    return bytes;
  } finally {
    file.close();
  }
}

function tooShort(): Error {
  return new Error('An object is shorter than it was when it was announced');
}

function unlessGone(res: ServerResponse): (error: unknown) => void {
  return (error) => {
    res.destroy();
    if (!hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
  };
}
