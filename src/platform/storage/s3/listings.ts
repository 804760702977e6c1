import { ListMultipartUploadsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { UnfinishedMultipart } from '../direct-uploads';
import type { ListedObject } from '../objects';
import type { Bucket } from './bucket';
import { inOurWords } from './s3-errors';

/** A thousand at a time, with keys as the bucket has them. */
export async function* objectPages({ name, reads }: Bucket, prefix: string): AsyncIterable<ListedObject[]> {
  const pages = paginateListObjectsV2({ client: reads }, { Bucket: name, Prefix: prefix })[Symbol.asyncIterator]();
  for (;;) {
    const page = await inOurWords(() => pages.next());
    if (page.done) return;
    yield (page.value.Contents ?? []).map(({ Key, Size, LastModified }) => ({
      key: Key ?? '',
      sizeBytes: Size ?? 0,
      writtenAt: LastModified ?? new Date(0),
    }));
  }
}

/** With keys as the bucket has them. */
export async function* unfinishedUploads({ name, writes }: Bucket, prefix: string): AsyncIterable<UnfinishedMultipart> {
  let after: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...after });
    const page = await inOurWords(() => writes.send(command));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      yield { key: Key ?? '', id: UploadId ?? '', begunAt: Initiated ?? new Date(0) };
    }
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    after = {
      KeyMarker: page.NextKeyMarker,
      ...(page.NextUploadIdMarker ? { UploadIdMarker: page.NextUploadIdMarker } : {}),
    };
  }
}
