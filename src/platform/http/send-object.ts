import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { hasCode } from '../errors';
import type { ByteRange } from '../storage';

export interface SentObject {
  type: string;
  sizeBytes: number;
  cacheControl: string;
  /** The part that is sent; the whole when left out. */
  range?: ByteRange | undefined;
  open(): Readable | Promise<Readable>;
}

const stalledAfterMs = 60_000;

/** Sends a stored object, to HEAD its headers only. Whoever goes away in the middle, or stops reading, is no error. */
export async function sendObject(req: Request, res: Response, object: SentObject): Promise<void> {
  const { type, sizeBytes, cacheControl, range } = object;
  const body = req.method === 'HEAD' ? null : await object.open();
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', range ? range.end - range.start + 1 : sizeBytes);
  res.setHeader('Cache-Control', cacheControl);
  if (range) res.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  res.status(range ? 206 : 200);
  if (!body) {
    res.end();
    return;
  }
  res.setTimeout(stalledAfterMs, () => res.destroy());
  try {
    await pipeline(body, res);
  } catch (error) {
    res.destroy();
    if (!hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
  }
}
