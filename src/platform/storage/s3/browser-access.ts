import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket';
import { isCalled } from './s3-errors';

/** Whom a rule has to let in, and what for. */
interface Wanted {
  /** `*` for any. */
  origin: string;
  methods: readonly string[];
  sends: string;
  reads?: string;
}

/** Pages that upload. */
export function allowBrowsersOf(bucket: Bucket, origin: string): Promise<'was_allowed' | 'added'> {
  return allow(bucket, { origin, methods: ['GET', 'HEAD', 'PUT'], sends: 'content-type', reads: 'etag' });
}

/** Pages anywhere whose players fetch films: the signed address is the leave, wherever it is used. */
export function allowPlayers(bucket: Bucket): Promise<'was_allowed' | 'added'> {
  return allow(bucket, { origin: '*', methods: ['GET', 'HEAD'], sends: 'range' });
}

/** Adds a rule where none does; rules that others made stay. */
async function allow({ name, writes }: Bucket, wanted: Wanted): Promise<'was_allowed' | 'added'> {
  const rules = await writes.send(new GetBucketCorsCommand({ Bucket: name })).then(
    ({ CORSRules }) => CORSRules ?? [],
    (error: unknown) => {
      if (isCalled(error, 'NoSuchCORSConfiguration')) return [];
      throw error;
    },
  );
  if (rules.some((rule) => letsIn(rule, wanted))) return 'was_allowed';
  const ours: CORSRule = {
    AllowedOrigins: [wanted.origin],
    AllowedMethods: [...wanted.methods],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag', 'Content-Length', 'Content-Range'],
    MaxAgeSeconds: 3_600,
  };
  await writes.send(new PutBucketCorsCommand({ Bucket: name, CORSConfiguration: { CORSRules: [...rules, ours] } }));
  return 'added';
}

function letsIn(rule: CORSRule, { origin, methods, sends, reads }: Wanted): boolean {
  return (
    (rule.AllowedOrigins ?? []).some((pattern) => matches(pattern, origin)) &&
    methods.every((method) => method === 'HEAD' || rule.AllowedMethods?.includes(method)) &&
    (rule.AllowedHeaders ?? []).some((pattern) => matches(pattern.toLowerCase(), sends)) &&
    (!reads || (rule.ExposeHeaders ?? []).some((header) => header.toLowerCase() === reads))
  );
}

/** A rule may have one `*`, standing for anything. */
function matches(pattern: string, value: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}
