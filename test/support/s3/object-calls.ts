import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Call, receiveXml, sendEmpty, sendXml } from './call';
import { noSuchKey, S3Error } from './errors';
import type { StoredObject } from './object-store';
import { receiveBody } from './receive-body';
import { allOf, document, element, textOf } from './xml';

export async function putObject({ request, response, key, signed, store }: Call): Promise<void> {
  const path = store.incomingPath();
  const body = await receiveBody(request, signed, path);
  const contentType = request.headers['content-type'] ?? 'binary/octet-stream';
  store.keep({ key, contentType, path, ...body });
  sendEmpty(response, 200, { ETag: `"${body.etag}"`, ...body.checksums });
}

export async function getObject(call: Call): Promise<void> {
  const { request, response, key, query, store } = call;
  const object = store.find(key);
  if (!object) throw noSuchKey();
  const { headers } = request;
  if (headers['if-match'] && headers['if-match'].replace(/"/g, '') !== object.etag) {
    throw new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  const range = rangeOf(headers.range, object.sizeBytes);
  const [start, end] = range ?? [0, object.sizeBytes - 1];
  response.writeHead(range ? 206 : 200, {
    'Content-Type': query.get('response-content-type') ?? object.contentType,
    'Content-Length': end - start + 1,
    ETag: `"${object.etag}"`,
    'Last-Modified': object.writtenAt.toUTCString(),
    'Accept-Ranges': 'bytes',
    ...(range ? { 'Content-Range': `bytes ${start}-${end}/${object.sizeBytes}` } : {}),
    ...dispositionOf(query),
    ...(headers['x-amz-checksum-mode'] === 'ENABLED' && !range ? object.checksums : {}),
  });
  if (request.method === 'HEAD' || object.sizeBytes === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(object.path, { start, end }), response);
}

function dispositionOf(query: URLSearchParams): Record<string, string> {
  const disposition = query.get('response-content-disposition');
  return disposition ? { 'Content-Disposition': disposition } : {};
}

/** First and last byte; null where the whole is meant. */
function rangeOf(header: string | undefined, sizeBytes: number): [number, number] | null {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return null;
  const [, from = '', to = ''] = parts;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start >= sizeBytes || start > end) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return [start, end];
}

export async function deleteObject({ response, key, store }: Call): Promise<void> {
  store.delete(key);
  sendEmpty(response, 204);
}

export async function deleteObjects(call: Call): Promise<void> {
  const xml = await receiveXml(call);
  const keys = allOf(xml, 'Object').map((object) => textOf(object, 'Key'));
  if (keys.length > 1_000) throw new S3Error(400, 'MalformedXML', 'More than 1000 keys in one request');
  for (const key of keys) call.store.delete(key);
  const isQuiet = textOf(xml, 'Quiet') === 'true';
  const deleted = isQuiet ? [] : keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`);
  sendXml(call.response, document('DeleteResult', ...deleted));
}

export async function listObjects({ response, query, store, bucket, pageSize }: Call): Promise<void> {
  const prefix = query.get('prefix') ?? '';
  const after =
    Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString() || query.get('start-after') || '';
  const limit = Math.min(Number(query.get('max-keys') ?? 1_000), pageSize);
  const rest = store.keysBelow(prefix).filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, limit);
  const isTruncated = rest.length > page.length;
  const next = isTruncated ? Buffer.from(page.at(-1)?.key ?? '').toString('base64url') : '';
  sendXml(
    response,
    document(
      'ListBucketResult',
      element('Name', bucket),
      element('Prefix', prefix),
      element('KeyCount', page.length),
      element('MaxKeys', limit),
      element('IsTruncated', String(isTruncated)),
      ...(isTruncated ? [element('NextContinuationToken', next)] : []),
      ...page.map(contentsOf),
    ),
  );
}

function contentsOf({ key, sizeBytes, etag, writtenAt }: StoredObject): string {
  return `<Contents>${element('Key', key)}${element('LastModified', writtenAt.toISOString())}${element('ETag', `"${etag}"`)}${element('Size', sizeBytes)}${element('StorageClass', 'STANDARD')}</Contents>`;
}
