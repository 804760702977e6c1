import { z } from 'zod';
import { parseFailpoint } from '../failpoints';

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
const count = z.coerce.number().int().positive();
const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL starting with ${protocols.join(' or ')}`,
  });
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, { error: 'must be the name of a header, for example cf-ipcountry' })
  .transform((name) => name.toLowerCase());

/** Every variable Showrunner reads; `app.json` lists the same ones (a test compares). */
export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: url('http:', 'https:').optional(),
  /** Told by Heroku where dyno metadata is on; review apps learn their address from it. */
  HEROKU_APP_DEFAULT_DOMAIN_NAME: z.hostname().optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  SHOWRUNNER_SECRET: z.string().min(32, { error: 'must be at least 32 characters' }).optional(),
  /** The one before, accepted still for what it signed; take it away once that may end. */
  SHOWRUNNER_SECRET_PREVIOUS: z.string().min(32, { error: 'must be at least 32 characters' }).optional(),
  METRICS_TOKEN: z.string().min(16, { error: 'must be at least 16 characters' }).optional(),
  SHOWRUNNER_DEMO: flag.default(false),
  SHOWRUNNER_REHEARSAL: flag.default(false),
  /** Set by bin/up: mails that reach nobody are shown to this machine. */
  SHOWRUNNER_MAIL_PAGE: flag.default(false),
  /** For tests only: `name:pass`, where this process is to die, or `name:pass:freeze`; see platform/failpoints. */
  SHOWRUNNER_FAILPOINT: z
    .string()
    .transform(parseFailpoint)
    .refine((point) => point !== null, {
      error: 'must be name:pass or name:pass:freeze, of the names in platform/failpoints',
    })
    .optional(),
  SHOWRUNNER_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, { error: 'must be 1 to 31 of a-z, 0-9 and -, starting with a letter' })
    .default('showrunner'),
  SHOWRUNNER_DATA_DIR: z.string().min(1).default('.local'),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(3).optional(),
  CDN_COUNTRY_HEADER: headerName.optional(),
  CDN_SECRET_HEADER: headerName.default('x-cdn-secret'),
  CDN_SHARED_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{16,500}$/, { error: 'must be at least 16 visible characters, without spaces' })
    .optional(),
  GEO_DATABASE_FILE: z.string().min(1).optional(),

  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_TLS: flag.optional(),
  DATABASE_POOL_MAX: count.optional(),
  CLOUDAMQP_URL: url('amqp:', 'amqps:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  /** These win over the BUCKETEER_ ones, which the add-on of that name sets. */
  S3_BUCKET: z.string().min(3).optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ENDPOINT: url('http:', 'https:').optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, {
      error: 'must be parts of A-Z, a-z, 0-9, ., _ and - with slashes between them',
    })
    .optional(),
  BUCKETEER_BUCKET_NAME: z.string().min(3).optional(),
  BUCKETEER_AWS_REGION: z.string().min(1).optional(),
  BUCKETEER_AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  BUCKETEER_AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  MEDIA_COPIES_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(10 * 1024 ** 3),
  MAIL_FROM: z.string().min(3).default('Showrunner <showrunner@localhost>'),

  FFMPEG_PATH: z.string().min(1).default('ffmpeg'),
  FFPROBE_PATH: z.string().min(1).default('ffprobe'),
  WORKER_CONCURRENCY: count.optional(),
  WORKER_MEMORY_MB: count.optional(),
  MEDIA_LADDER: z
    .string()
    .regex(/^(none|\d{3,4}(,\d{3,4})*)$/, { error: 'must be heights in lines like 234,360,720, or none' })
    .transform((heights) => (heights === 'none' ? [] : heights.split(',').map(Number)))
    .default([234, 360, 540, 720, 1080]),
  MEDIA_MAX_HOURS: z.coerce.number().positive().default(12),
  MEDIA_MAX_FPS: z.coerce.number().positive().default(120),
  MEDIA_MAX_STREAMS: count.default(16),
  MEDIA_MAX_PIXELS: count.default(35_389_440),
  SHED_ABOVE_MS: count.default(1_000),
  PROCESS_MEMORY_MB: count.optional(),
  MEDIA_DELIVERY: z.enum(['proxy', 'direct']).default('proxy'),
  DELIVERY_MEMORY_MB: z.coerce.number().int().min(0).max(4096).default(48),
  UPLOAD_MAX_BYTES: count.default(64 * 1024 ** 3),
  UPLOAD_EXPIRY_DAYS: z.coerce.number().positive().default(7),
  CHANNEL_QUOTA_BYTES: count.default(500 * 1024 ** 3),
});

export type Env = z.infer<typeof envSchema>;

/** The only place that reads the environment. Returns every problem, each naming its variable and never its value. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): { env: Env | null; problems: string[] } {
  const known = Object.fromEntries(
    Object.keys(envSchema.shape).map((name) => [name, source[name] === '' ? undefined : source[name]]),
  );
  const parsed = envSchema.safeParse(known);
  if (parsed.success) return { env: parsed.data, problems: [] };
  return {
    env: null,
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}

/** All that a media tool inherits: where programs and their libraries lie. */
export function readToolEnvironment(source: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = ['PATH', 'LD_LIBRARY_PATH'].map((name) => [name, source[name]] as const);
  return Object.fromEntries(kept.filter((entry): entry is readonly [string, string] => Boolean(entry[1])));
}
