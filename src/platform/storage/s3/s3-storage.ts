import type { Secret } from '../../config';
import type { Storage } from '../storage';

export interface S3StorageOptions {
  bucket: string;
  region: string;
  /** Of a service other than Amazon's; the bucket is then part of the path. */
  endpoint: string | null;
  accessKeyId: string;
  secretAccessKey: Secret;
  /** Within the bucket, without slashes around it; empty for the whole bucket. */
  prefix: string;
  /** Private to this process: local copies lie below it, and are gone after it ended. */
  copiesDirectory: string;
  /** How much of it copies that nobody uses any more may fill. */
  copiesBytes: number;
}

export function createS3Storage(options: S3StorageOptions): Storage {
  throw new Error(`Storage in the bucket ${options.bucket} is not made yet`);
}
