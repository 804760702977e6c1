import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket';
import { isCalled } from './s3-errors';

/** Adds a rule where none does; rules that others made stay. */
export async function allowBrowsersOf({ name, writes }: Bucket, origin: string): Promise<'was_allowed' | 'added'> {
  const rules = await writes.send(new GetBucketCorsCommand({ Bucket: name })).then(
    ({ CORSRules }) => CORSRules ?? [],
    (error: unknown) => {
      if (isCalled(error, 'NoSuchCORSConfiguration')) return [];
      throw error;
    },
  );
  if (rules.some((rule) => letsIn(rule, origin))) return 'was_allowed';
  const ours: CORSRule = {
    AllowedOrigins: [origin],
    AllowedMethods: ['GET', 'HEAD', 'PUT'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag', 'Content-Length', 'Content-Range'],
    MaxAgeSeconds: 3_600,
  };
  await writes.send(new PutBucketCorsCommand({ Bucket: name, CORSConfiguration: { CORSRules: [...rules, ours] } }));
  return 'added';
}

function letsIn(rule: CORSRule, origin: string): boolean {
  return (
    (rule.AllowedOrigins ?? []).some((pattern) => matches(pattern, origin)) &&
    ['GET', 'PUT'].every((method) => rule.AllowedMethods?.includes(method)) &&
    (rule.AllowedHeaders ?? []).some((pattern) => matches(pattern.toLowerCase(), 'content-type')) &&
    (rule.ExposeHeaders ?? []).some((header) => header.toLowerCase() === 'etag')
  );
}

/** A rule may have one `*`, standing for anything. */
function matches(pattern: string, value: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}
