import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { badDigest, invalidRequest } from './errors';
import type { ObjectStore } from './object-store';
import { receiveBody } from './receive-body';
import type { Signed } from './signature';

/** One request whose signature holds. */
export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  key: string;
  query: URLSearchParams;
  signed: Signed;
  store: ObjectStore;
  bucket: string;
  /** Entries of a listing at most, whatever is asked for. */
  pageSize: number;
}

export function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { 'Content-Type': 'application/xml' }).end(xml);
}

export function sendEmpty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end();
}

/** A document in the body, which S3 wants with a checksum. */
export async function receiveXml({ request, signed, store }: Call): Promise<string> {
  const { headers } = request;
  const isSummed = headers['content-md5'] || Object.keys(headers).some((name) => /^x-amz-checksum-\w+$/.test(name));
  if (!isSummed) throw invalidRequest('Missing required header for this request: Content-MD5 or a checksum');
  return receiveText({ request, signed, store });
}

export async function receiveText({ request, signed, store }: Pick<Call, 'request' | 'signed' | 'store'>) {
  const path = store.incomingPath();
  const { sizeBytes } = await receiveBody(request, signed, path);
  if (sizeBytes > 1024 * 1024) throw badDigest('document');
  try {
    return (await buffer(createReadStream(path))).toString('utf8');
  } finally {
    await rm(path, { force: true });
  }
}
