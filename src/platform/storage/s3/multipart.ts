import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  paginateListParts,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { isAppError } from '../../errors';
import type { DirectUploads, MultipartUpload, UnfinishedMultipart, UploadedPart } from '../direct-uploads';
import { multipartMismatch } from '../errors';
import { allowBrowsersOf, allowPlayers } from './browser-access';
import type { Bucket } from './bucket';
import { unfinishedUploads } from './listings';
import { inOurWords } from './s3-errors';
import { signReads } from './signed-reads';

export function createDirectUploads(bucket: Bucket): DirectUploads {
  const { writes } = bucket;
  const named = ({ key, id }: MultipartUpload) => ({ Bucket: bucket.name, Key: bucket.inside(key), UploadId: id });
  const listParts = (upload: MultipartUpload) => inOurWords(() => partsOf(bucket, named(upload)));
  return {
    begin: async (key, contentType) => {
      const command = new CreateMultipartUploadCommand({
        Bucket: bucket.name,
        Key: bucket.inside(key),
        ContentType: contentType,
      });
      const { UploadId } = await inOurWords(() => writes.send(command));
      return { key, id: UploadId ?? '' };
    },

    // Asks nobody: the host is in what is signed.
    origin: async () => {
      const command = new UploadPartCommand({ ...named({ key: 'any', id: 'any' }), PartNumber: 1 });
      return new URL(await getSignedUrl(writes, command, { expiresIn: 1 })).origin;
    },

    // The length is among the signed headers, so storage refuses any other.
    signPart: (upload, { number, sizeBytes, expiresInSeconds }) => {
      const command = new UploadPartCommand({ ...named(upload), PartNumber: number, ContentLength: sizeBytes });
      return getSignedUrl(writes, command, { expiresIn: expiresInSeconds });
    },

    putPart: async (upload, { number, body, sizeBytes }) => {
      const part = { ...named(upload), PartNumber: number, Body: body, ContentLength: sizeBytes };
      const { ETag } = await inOurWords(() => writes.send(new UploadPartCommand(part)));
      return { number, sizeBytes, etag: ETag ?? '' };
    },

    listParts,

    complete: async (upload, parts, sizeBytes) => {
      try {
        requireSame(await listParts(upload), parts, sizeBytes);
        const Parts = inOrder(parts).map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
        const command = new CompleteMultipartUploadCommand({ ...named(upload), MultipartUpload: { Parts } });
        await inOurWords(() => writes.send(command));
        return { sizeBytes };
      } catch (error) {
        // Completed by an answer that got lost, ours or another process'.
        if (!isGone(error) || (await sizeOf(bucket, upload.key)) !== sizeBytes) throw error;
        return { sizeBytes };
      }
    },

    abort: async (upload) => {
      try {
        await inOurWords(() => writes.send(new AbortMultipartUploadCommand(named(upload))));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },

    unfinished: async function* (prefix): AsyncIterable<UnfinishedMultipart> {
      for await (const upload of unfinishedUploads(bucket, bucket.insidePrefix(prefix))) {
        yield { ...upload, key: bucket.outside(upload.key) };
      }
    },

    signReads: (keys, expiresAt) => signReads(bucket, keys, expiresAt),
    allowBrowsersOf: (origin) => inOurWords(() => allowBrowsersOf(bucket, origin)),
    allowPlayers: () => inOurWords(() => allowPlayers(bucket)),
  };
}

async function partsOf(bucket: Bucket, named: { Bucket: string; Key: string; UploadId: string }) {
  const parts: UploadedPart[] = [];
  for await (const page of paginateListParts({ client: bucket.writes }, named)) {
    for (const { PartNumber, Size, ETag } of page.Parts ?? []) {
      parts.push({ number: PartNumber ?? 0, sizeBytes: Size ?? 0, etag: ETag ?? '' });
    }
  }
  return parts;
}

/** Before anything gets a name: exactly these parts have arrived, and are as long as announced. */
function requireSame(
  arrived: readonly UploadedPart[],
  wanted: readonly Pick<UploadedPart, 'number' | 'etag'>[],
  sizeBytes: number,
): void {
  const byNumber = new Map(arrived.map((part) => [part.number, part]));
  let total = 0;
  for (const { number, etag } of wanted) {
    const part = byNumber.get(number);
    if (!part || unquoted(part.etag) !== unquoted(etag)) throw multipartMismatch();
    total += part.sizeBytes;
  }
  if (total !== sizeBytes || new Set(wanted.map(({ number }) => number)).size !== wanted.length) {
    throw multipartMismatch();
  }
}

async function sizeOf({ name, inside, writes }: Bucket, key: string): Promise<number | null> {
  const found = await writes.send(new HeadObjectCommand({ Bucket: name, Key: inside(key) })).catch(() => null);
  return found?.ContentLength ?? null;
}

function inOrder<T extends { number: number }>(parts: readonly T[]): T[] {
  return [...parts].sort((a, b) => a.number - b.number);
}

function unquoted(etag: string): string {
  return etag.replace(/"/g, '');
}

function isGone(error: unknown): boolean {
  return isAppError(error) && error.code === 'multipart_gone';
}
