import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { ArmedFailpoint } from '../failpoints';
import { type BucketConfig, bucketOf, problemsOfBucket } from './bucket';
import type { Env } from './env';
import { readEnv, readToolEnvironment } from './env';
import { usableMemoryMb } from './machine-memory';
import { Secret } from './secret';

export type ProcessName = 'web' | 'worker' | 'billing' | 'release' | 'everything';

export interface Config {
  process: ProcessName;
  production: boolean;
  demo: boolean;
  port: number;
  /** Origin that people type and links carry, without trailing slash. */
  publicUrl: string;
  trustedProxyHops: number;
  /** Headers that a CDN sends, in lower case. Null: there is none, or none that proves itself. */
  cdn: { secretHeader: string; countryHeader: string | null } | null;
  /** Countries of addresses, instead of those that are packaged or in storage. */
  geoDatabaseFile: string | null;
  logLevel: Env['LOG_LEVEL'];
  database: { url: Secret; tls: boolean; poolMax: number };
  /** Tells installations apart that share a RabbitMQ or a Redis. */
  namespace: string;
  /** Null: the embedded part is used instead. */
  amqpUrl: Secret | null;
  redisUrl: Secret | null;
  smtpUrl: Secret | null;
  mailFrom: string;
  /** Whether mails that reach nobody may be looked at on a page. */
  mailPage: boolean;
  /** Null: media lie on local disk, below `dataDir`. */
  bucket: BucketConfig | null;
  /** What local copies out of a bucket may fill while nobody uses them. */
  copiesBytes: number;
  /** Where files in work lie. */
  dataDir: string;
  media: {
    ffmpegPath: string;
    ffprobePath: string;
    /** The whole environment of a media tool. */
    toolEnvironment: Readonly<Record<string, string>>;
    /** Processor cores for encoding. */
    concurrency: number;
    /** For the worker and its tools together. */
    memoryMb: number;
    /** Heights in lines that films get, never above their own. */
    ladder: readonly number[];
    maxHours: number;
    maxFps: number;
    maxStreams: number;
    maxPixels: number;
  };
  /** `direct`: players fetch films that are open to all from the bucket. Memory for segments on their way through us. */
  delivery: { mode: Env['MEDIA_DELIVERY']; memoryBytes: number };
  uploads: { maxBytes: number; expiryDays: number; channelQuotaBytes: number };
  /** Milliseconds that web may be behind before it refuses what can wait. */
  shedAboveMs: number;
  /** For this process alone, its tools not counted. */
  memoryLimitMb: number;
  /** Never in production. */
  failpoint: ArmedFailpoint | null;
}

/** Kept apart from `Config` so that a logged config cannot carry one. */
export interface Secrets {
  /** The first signs playback tokens, all of them are accepted. None where a process must not sign. */
  playbackKeys: readonly Secret[];
  /** Pepper for hashed tokens and mailed links. */
  identityKey: Secret;
  /** Of what was hashed before the secret changed. */
  previousIdentityKey: Secret | null;
  metricsToken: Secret | null;
  /** Proves that a request came through the CDN. */
  cdnSecret: Secret | null;
}

export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** @throws ConfigError listing all problems at once. */
export function loadConfig(
  processName: ProcessName,
  source: NodeJS.ProcessEnv = process.env,
): { config: Config; secrets: Secrets } {
  const { env, problems } = readEnv(source);
  if (!env) throw new ConfigError(problems);
  const missing = [...problemsInAnyCase(env), ...(env.NODE_ENV === 'production' ? problemsInProduction(env) : [])];
  if (missing.length > 0) throw new ConfigError(missing);
  return { config: configOf(processName, env, source), secrets: secretsOf(processName, env) };
}

function problemsInAnyCase(env: Env): string[] {
  const database = env.DATABASE_URL
    ? []
    : ['DATABASE_URL: is required (bin/up starts a private PostgreSQL and sets it)'];
  return [...database, ...problemsOfBucket(env), ...problemsOfDelivery(env), ...problemsOfCdn(env)];
}

function problemsOfDelivery(env: Env): string[] {
  return env.MEDIA_DELIVERY === 'direct' && !bucketOf(env)
    ? [
        'MEDIA_DELIVERY: direct needs a bucket (S3_* or BUCKETEER_*); media on local disk have no addresses of their own',
      ]
    : [];
}

function problemsOfCdn({
  CDN_COUNTRY_HEADER: country,
  CDN_SECRET_HEADER: proof,
  CDN_SHARED_SECRET: secret,
}: Env): string[] {
  return [
    ...(country && !secret
      ? ['CDN_SHARED_SECRET: is required beside CDN_COUNTRY_HEADER, or anybody could name their country']
      : []),
    ...(country === proof ? ['CDN_SECRET_HEADER: must be another header than CDN_COUNTRY_HEADER'] : []),
  ];
}

function problemsInProduction(env: Env): string[] {
  const rules: [boolean, string][] = [
    [!env.SHOWRUNNER_SECRET, 'SHOWRUNNER_SECRET: is required in production'],
    [!addressOf(env), 'PUBLIC_URL: is required in production (the address people type)'],
    [!env.CLOUDAMQP_URL, 'CLOUDAMQP_URL: is required in production (the embedded bus is for one machine)'],
    [!env.REDIS_URL, 'REDIS_URL: is required in production (the embedded cache and timers are for one process)'],
    [
      !env.SMTP_URL && !env.SHOWRUNNER_DEMO && !env.SHOWRUNNER_REHEARSAL,
      'SMTP_URL: is required in production (mails would reach nobody)',
    ],
    [env.SHOWRUNNER_FAILPOINT !== undefined, 'SHOWRUNNER_FAILPOINT: is for tests, and ends the process; take it away'],
    [
      !bucketOf(env) && !env.SHOWRUNNER_REHEARSAL,
      'S3_BUCKET: object storage is required in production (S3_* or BUCKETEER_*), for a dyno loses its disk; a rehearsal on a machine that keeps its own sets SHOWRUNNER_REHEARSAL=1',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, problem]) => problem);
}

function addressOf(env: Env): string | null {
  const platform = env.HEROKU_APP_DEFAULT_DOMAIN_NAME;
  return env.PUBLIC_URL?.replace(/\/$/, '') ?? (platform ? `https://${platform}` : null);
}

/** Two webs, a worker and a billing take 9, twice that through a deploy: the smallest plans give 20. */
const poolDefaults: Record<ProcessName, number> = { web: 2, worker: 3, billing: 2, release: 1, everything: 8 };

function configOf(processName: ProcessName, env: Env, source: NodeJS.ProcessEnv): Config {
  const production = env.NODE_ENV === 'production';
  return {
    process: processName,
    production,
    demo: env.SHOWRUNNER_DEMO,
    port: env.PORT,
    publicUrl: addressOf(env) ?? `http://localhost:${env.PORT}`,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS ?? (production ? 1 : 0),
    cdn: cdnOf(env),
    geoDatabaseFile: env.GEO_DATABASE_FILE ? resolve(env.GEO_DATABASE_FILE) : null,
    logLevel: env.LOG_LEVEL,
    database: {
      url: new Secret(env.DATABASE_URL ?? ''),
      tls: env.DATABASE_TLS ?? production,
      poolMax: env.DATABASE_POOL_MAX ?? poolDefaults[processName],
    },
    namespace: env.SHOWRUNNER_NAMESPACE,
    amqpUrl: Secret.from(env.CLOUDAMQP_URL),
    redisUrl: Secret.from(env.REDIS_URL),
    smtpUrl: Secret.from(env.SMTP_URL),
    mailFrom: env.MAIL_FROM,
    mailPage: env.SHOWRUNNER_MAIL_PAGE && !env.SMTP_URL && !production,
    bucket: bucketOf(env),
    copiesBytes: env.MEDIA_COPIES_BYTES,
    dataDir: resolve(env.SHOWRUNNER_DATA_DIR),
    media: {
      ffmpegPath: env.FFMPEG_PATH,
      ffprobePath: env.FFPROBE_PATH,
      toolEnvironment: readToolEnvironment(source),
      concurrency: env.WORKER_CONCURRENCY ?? availableParallelism(),
      memoryMb: env.WORKER_MEMORY_MB ?? usableMemoryMb(),
      ladder: env.MEDIA_LADDER,
      maxHours: env.MEDIA_MAX_HOURS,
      maxFps: env.MEDIA_MAX_FPS,
      maxStreams: env.MEDIA_MAX_STREAMS,
      maxPixels: env.MEDIA_MAX_PIXELS,
    },
    delivery: { mode: env.MEDIA_DELIVERY, memoryBytes: env.DELIVERY_MEMORY_MB * 1024 ** 2 },
    uploads: {
      maxBytes: env.UPLOAD_MAX_BYTES,
      expiryDays: env.UPLOAD_EXPIRY_DAYS,
      channelQuotaBytes: env.CHANNEL_QUOTA_BYTES,
    },
    shedAboveMs: env.SHED_ABOVE_MS,
    memoryLimitMb: env.PROCESS_MEMORY_MB ?? usableMemoryMb(),
    failpoint: env.SHOWRUNNER_FAILPOINT ?? null,
  };
}

function cdnOf(env: Env): Config['cdn'] {
  if (!env.CDN_SHARED_SECRET) return null;
  return { secretHeader: env.CDN_SECRET_HEADER, countryHeader: env.CDN_COUNTRY_HEADER ?? null };
}

// One secret in the environment, one derived key a purpose: a leaked playback key opens no session.
function secretsOf(processName: ProcessName, env: Env): Secrets {
  const root = env.SHOWRUNNER_SECRET ?? 'development-only-secret-not-for-production';
  const before = env.SHOWRUNNER_SECRET_PREVIOUS;
  const roots = before ? [root, before] : [root];
  const derive = (purpose: string, from = root) =>
    new Secret(createHash('sha256').update(`${purpose}\0${from}`).digest('hex'));
  const serves = processName === 'web' || processName === 'everything';
  return {
    playbackKeys: serves ? roots.map((each) => derive('playback', each)) : [],
    identityKey: derive('identity'),
    previousIdentityKey: before ? derive('identity', before) : null,
    metricsToken: Secret.from(env.METRICS_TOKEN),
    cdnSecret: Secret.from(env.CDN_SHARED_SECRET),
  };
}
