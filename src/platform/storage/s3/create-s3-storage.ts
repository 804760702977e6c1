import type { Storage } from '../storage';
import type { S3StorageOptions } from './s3-storage';

/** Objects in one bucket, or below one prefix of it. Opens no connection until it is asked for something. */
export function createS3Storage(options: S3StorageOptions): Storage {
  // Not before it is needed: the SDK takes 22 MB, which processes with media on local disk can spare.
  const { openS3Storage } = require('./s3-storage') as typeof import('./s3-storage');
  return openS3Storage(options);
}
