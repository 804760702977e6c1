import type { Env } from './env';
import { Secret } from './secret';

/** Where media lie when not on local disk. */
export interface BucketConfig {
  bucket: string;
  region: string;
  /** Null: Amazon's own. */
  endpoint: string | null;
  /** Empty for the whole bucket. */
  prefix: string;
  accessKeyId: Secret;
  secretAccessKey: Secret;
}

const usualRegion = 'us-east-1';

/** Null where no bucket is named. */
export function bucketOf(env: Env): BucketConfig | null {
  const { bucket, region, accessKeyId, secretAccessKey } = namesOf(env);
  if (!bucket) return null;
  return {
    bucket,
    region: region ?? usualRegion,
    endpoint: env.S3_ENDPOINT ?? null,
    prefix: env.S3_PREFIX ?? '',
    accessKeyId: new Secret(accessKeyId ?? ''),
    secretAccessKey: new Secret(secretAccessKey ?? ''),
  };
}

export function problemsOfBucket(env: Env): string[] {
  const { bucket, accessKeyId, secretAccessKey, from } = namesOf(env);
  if (!bucket) return env.S3_ENDPOINT ? ['S3_BUCKET: is required beside S3_ENDPOINT'] : [];
  const [id, secret] =
    from === 'S3'
      ? ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
      : ['BUCKETEER_AWS_ACCESS_KEY_ID', 'BUCKETEER_AWS_SECRET_ACCESS_KEY'];
  return [
    ...(accessKeyId ? [] : [`${id}: is required beside the name of the bucket`]),
    ...(secretAccessKey ? [] : [`${secret}: is required beside the name of the bucket`]),
  ];
}

// All from one place: keys of one account are no use for a bucket of another.
function namesOf(env: Env) {
  if (env.S3_BUCKET || !env.BUCKETEER_BUCKET_NAME) {
    const { S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
    const keys = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
    return { from: 'S3', bucket: S3_BUCKET, region: S3_REGION, ...keys } as const;
  }
  const { BUCKETEER_BUCKET_NAME, BUCKETEER_AWS_REGION } = env;
  const keys = { accessKeyId: env.BUCKETEER_AWS_ACCESS_KEY_ID, secretAccessKey: env.BUCKETEER_AWS_SECRET_ACCESS_KEY };
  return { from: 'BUCKETEER', bucket: BUCKETEER_BUCKET_NAME, region: BUCKETEER_AWS_REGION, ...keys } as const;
}
