import { rm } from 'node:fs/promises';
import { DeleteObjectCommand, DeleteObjectsCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { isAppError } from '../../errors';
import { objectMissing, storageUnavailable } from '../errors';
import { createLocalCopies } from '../local-copies';
import type { ListedObject } from '../objects';
import type { Storage } from '../storage';
import { type Bucket, type BucketOptions, openBucket } from './bucket';
import { objectPages } from './listings';
import { createDirectUploads } from './multipart';
import { readObject } from './read-object';
import { inOurWords } from './s3-errors';
import { signRead } from './signed-reads';
import { writeBuffer, writeFile, writeStream } from './write-object';

export interface S3StorageOptions extends BucketOptions {
  /** Local copies for media tools lie below it, in a folder of this process' own. */
  copiesDirectory: string;
  /** How much copies may fill that nobody uses at the moment. */
  copiesBytes: number;
}

export function openS3Storage({ copiesDirectory, copiesBytes, ...options }: S3StorageOptions): Storage {
  const bucket = openBucket(options);
  const direct = createDirectUploads(bucket);
  const copies = createLocalCopies({
    directory: copiesDirectory,
    idleBytes: copiesBytes,
    open: (key, signal) => readObject(bucket, key, undefined, signal),
  });
  return {
    put: async (key, body, contentType) => {
      await copies.drop(key);
      const written = { bucket, direct, key, contentType };
      return Buffer.isBuffer(body) ? writeBuffer(written, body) : writeStream(written, body);
    },
    putFile: async (key, localPath, contentType) => {
      const info = await writeFile({ bucket, direct, key, contentType }, localPath);
      await rm(localPath, { force: true });
      return info;
    },
    stat: (key) => statObject(bucket, key),
    read: async (key, range) => (await readObject(bucket, key, range)).body,
    withLocalFile: async (key, use, signal) => {
      if (!(await statObject(bucket, key))) throw objectMissing(); // a copy may outlive what another process deleted
      return copies.use(key, use, signal);
    },
    delete: async (key) => {
      const command = new DeleteObjectCommand({ Bucket: bucket.name, Key: bucket.inside(key) });
      await inOurWords(() => bucket.writes.send(command));
      await copies.drop(key);
    },
    deletePrefix: async (prefix) => {
      await deleteBelow(bucket, prefix);
      await copies.drop(`${prefix.replace(/\/$/, '')}/`);
    },
    list: async function* (prefix): AsyncIterable<ListedObject> {
      for await (const page of objectPages(bucket, bucket.insidePrefix(prefix))) {
        for (const object of page) yield { ...object, key: bucket.outside(object.key) };
      }
    },
    sweepLeftovers: (before) => copies.sweep(before),
    signRead: (key, how) => signRead(bucket, key, how),
    direct,
    ping: async () => {
      await inOurWords(() => bucket.reads.send(new HeadBucketCommand({ Bucket: bucket.name })));
    },
    close: async () => {
      await copies.close();
      bucket.close();
    },
  };
}

async function statObject({ name, inside, reads }: Bucket, key: string) {
  const command = new HeadObjectCommand({ Bucket: name, Key: inside(key) });
  try {
    const { ContentLength } = await inOurWords(() => reads.send(command));
    return { sizeBytes: ContentLength ?? 0 };
  } catch (error) {
    if (isAppError(error) && error.code === 'object_missing') return null;
    throw error;
  }
}

async function deleteBelow(bucket: Bucket, prefix: string): Promise<void> {
  const inside = bucket.insidePrefix(prefix);
  for await (const page of objectPages(bucket, inside)) {
    if (page.length === 0) continue;
    const Objects = page.map(({ key }) => ({ Key: key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await inOurWords(() => bucket.writes.send(command));
    if (Errors.length > 0) throw storageUnavailable(new Error(`${Errors.length} objects could not be deleted`));
  }
}
