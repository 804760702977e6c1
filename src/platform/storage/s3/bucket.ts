import { S3Client } from '@aws-sdk/client-s3';
import type { Secret } from '../../config';
import { checkedKey } from '../keys';

export interface BucketOptions {
  bucket: string;
  region: string;
  /** Of a service other than Amazon's; the bucket is then part of the path. */
  endpoint: string | null;
  accessKeyId: Secret;
  secretAccessKey: Secret;
  /** Within the bucket, without slashes around it; empty for the whole bucket. */
  prefix: string;
  /** For tests that cannot wait. */
  patience?: Partial<Patience>;
}

interface Patience {
  connectMs: number;
  /** Without a byte from the other side. */
  silentMs: number;
  /** Until an answer begins. */
  answerMs: number;
}

const usualPatience: Patience = { connectMs: 2_000, silentMs: 10_000, answerMs: 60_000 };

/** Where requests go. Reads have sockets of their own: viewers who take their time keep no upload waiting. */
export interface Bucket {
  name: string;
  reads: S3Client;
  writes: S3Client;
  /** What addresses are signed with. */
  secretAccessKey: Secret;
  /** The key inside the bucket. @throws Error for a key that is not allowed. */
  inside(key: string): string;
  /** As `inside`, for the beginning of keys. */
  insidePrefix(prefix: string): string;
  /** The key as rooms know it. */
  outside(bucketKey: string): string;
  close(): void;
}

const sockets = { reads: 128, writes: 32 };

export function openBucket({ bucket, prefix, ...options }: BucketOptions): Bucket {
  const root = prefix === '' ? '' : `${prefix}/`;
  const reads = openClient(options, sockets.reads);
  const writes = openClient(options, sockets.writes);
  return {
    name: bucket,
    reads,
    writes,
    secretAccessKey: options.secretAccessKey,
    inside: (key) => root + checkedKey(key),
    insidePrefix: (beginning) => root + (beginning === '' ? '' : `${checkedKey(beginning.replace(/\/$/, ''))}/`),
    outside: (bucketKey) => bucketKey.slice(root.length),
    close: () => {
      reads.destroy();
      writes.destroy();
    },
  };
}

function openClient(options: Omit<BucketOptions, 'bucket' | 'prefix'>, maxSockets: number): S3Client {
  const { region, endpoint, accessKeyId, secretAccessKey, patience } = options;
  const { connectMs, silentMs, answerMs } = { ...usualPatience, ...patience };
  return new S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    credentials: { accessKeyId: accessKeyId.reveal(), secretAccessKey: secretAccessKey.reveal() },
    maxAttempts: 3,
    // What is not asked for by name gets none: a signed address must not carry the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silentMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
}
