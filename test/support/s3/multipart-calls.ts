import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Call, receiveText, sendEmpty, sendXml } from './call';
import { invalidArgument, noSuchUpload, S3Error } from './errors';
import type { StoredPart, Upload } from './object-store';
import { receiveBody } from './receive-body';
import { allOf, document, element, textOf } from './xml';

const smallestPart = 5 * 1024 * 1024;

export async function beginUpload({ request, response, key, store, bucket }: Call): Promise<void> {
  const id = randomUUID();
  const contentType = request.headers['content-type'] ?? 'binary/octet-stream';
  store.uploads.set(id, { id, key, contentType, begunAt: new Date(), parts: new Map() });
  const names = [element('Bucket', bucket), element('Key', key), element('UploadId', id)];
  sendXml(response, document('InitiateMultipartUploadResult', ...names));
}

export async function putPart(call: Call): Promise<void> {
  const { request, response, query, signed, store } = call;
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
  }
  const upload = uploadOf(call);
  const path = store.incomingPath();
  const { sizeBytes, etag, checksums } = await receiveBody(request, signed, path);
  if (!store.uploads.has(upload.id)) {
    await rm(path, { force: true });
    throw noSuchUpload();
  }
  const before = upload.parts.get(number);
  upload.parts.set(number, { number, sizeBytes, etag, path, writtenAt: new Date() });
  if (before) await rm(before.path, { force: true });
  sendEmpty(response, 200, { ETag: `"${etag}"`, ...checksums });
}

export async function listParts(call: Call): Promise<void> {
  const upload = uploadOf(call);
  const after = Number(call.query.get('part-number-marker') ?? 0);
  const limit = Math.min(Number(call.query.get('max-parts') ?? 1_000), call.pageSize);
  const rest = [...upload.parts.values()].filter(({ number }) => number > after).sort((a, b) => a.number - b.number);
  const page = rest.slice(0, limit);
  const isTruncated = rest.length > page.length;
  sendXml(
    call.response,
    document(
      'ListPartsResult',
      element('Bucket', call.bucket),
      element('Key', upload.key),
      element('UploadId', upload.id),
      element('IsTruncated', String(isTruncated)),
      ...(isTruncated ? [element('NextPartNumberMarker', page.at(-1)?.number ?? 0)] : []),
      ...page.map(
        ({ number, etag, sizeBytes, writtenAt }) =>
          `<Part>${element('PartNumber', number)}${element('LastModified', writtenAt.toISOString())}${element('ETag', `"${etag}"`)}${element('Size', sizeBytes)}</Part>`,
      ),
    ),
  );
}

export async function completeUpload(call: Call): Promise<void> {
  const xml = await receiveText(call);
  const upload = uploadOf(call);
  const parts = requireParts(upload, xml);
  const { key, contentType } = upload;
  const path = call.store.incomingPath();
  const digests: Buffer[] = [];
  for (const [index, part] of parts.entries()) {
    await pipeline(createReadStream(part.path), createWriteStream(path, { flags: index === 0 ? 'w' : 'a' }));
    digests.push(Buffer.from(part.etag, 'hex'));
  }
  if (!call.store.uploads.has(upload.id)) throw noSuchUpload();
  const etag = `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`;
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  call.store.keep({ key, contentType, path, sizeBytes, etag, checksums: {} });
  call.store.endUpload(upload);
  const names = [element('Bucket', call.bucket), element('Key', key), element('ETag', `"${etag}"`)];
  sendXml(call.response, document('CompleteMultipartUploadResult', ...names));
}

function requireParts(upload: Upload, xml: string): StoredPart[] {
  const wanted = allOf(xml, 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag').replace(/"/g, ''),
  }));
  if (wanted.length === 0) throw new S3Error(400, 'MalformedXML', 'You must specify at least one part');
  if (wanted.some(({ number }, index) => index > 0 && number <= (wanted[index - 1]?.number ?? 0))) {
    throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return wanted.map(({ number, etag }, index) => {
    const part = upload.parts.get(number);
    if (part?.etag !== etag) {
      throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found or differ.');
    }
    if (part.sizeBytes < smallestPart && index < wanted.length - 1) {
      throw new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}

export async function abortUpload(call: Call): Promise<void> {
  call.store.endUpload(uploadOf(call));
  sendEmpty(call.response, 204);
}

export async function listUploads({ response, query, store, bucket, pageSize }: Call): Promise<void> {
  const prefix = query.get('prefix') ?? '';
  const [keyAfter, idAfter] = [query.get('key-marker') ?? '', query.get('upload-id-marker') ?? ''];
  const rest = [...store.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compare(a, b))
    .filter((upload) => keyAfter === '' || compare(upload, { key: keyAfter, id: idAfter }) > 0);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  const isTruncated = rest.length > page.length;
  sendXml(
    response,
    document(
      'ListMultipartUploadsResult',
      element('Bucket', bucket),
      element('IsTruncated', String(isTruncated)),
      ...(isTruncated && last ? [element('NextKeyMarker', last.key), element('NextUploadIdMarker', last.id)] : []),
      ...page.map(
        ({ key, id, begunAt }) =>
          `<Upload>${element('Key', key)}${element('UploadId', id)}${element('Initiated', begunAt.toISOString())}</Upload>`,
      ),
    ),
  );
}

function compare(a: { key: string; id: string }, b: { key: string; id: string }): number {
  return Buffer.compare(Buffer.from(`${a.key}\0${a.id}`), Buffer.from(`${b.key}\0${b.id}`));
}

function uploadOf({ query, key, store }: Call): Upload {
  const upload = store.uploads.get(query.get('uploadId') ?? '');
  if (!upload || upload.key !== key) throw noSuchUpload();
  return upload;
}
