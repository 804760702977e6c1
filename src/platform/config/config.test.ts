import { availableParallelism, totalmem } from 'node:os';
import { inspect } from 'node:util';
import { ConfigError, loadConfig } from './config';

const databaseUrl = 'postgres://showrunner:hunter2@localhost/showrunner';

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig('web', environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('configuration', () => {
  it('reports every problem at once, by name and without its value', () => {
    const problems = problemsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://secret-host/x' });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual(['DATABASE_URL', 'LOG_LEVEL', 'PORT']);
    expect(problems.join()).not.toContain('secret-host');
  });

  it('refuses to start production on an embedded part', () => {
    const problems = problemsOf({ NODE_ENV: 'production', DATABASE_URL: databaseUrl });
    for (const name of ['SHOWRUNNER_SECRET', 'PUBLIC_URL', 'CLOUDAMQP_URL', 'REDIS_URL', 'SMTP_URL', 'S3_BUCKET']) {
      expect(problems.some((problem) => problem.startsWith(`${name}:`))).toBe(true);
    }
  });

  it('takes a failpoint for a test, none in production, and no name that is not one', () => {
    const armed = { DATABASE_URL: databaseUrl, SHOWRUNNER_FAILPOINT: 'relay.after-confirm:2' };
    expect(loadConfig('worker', armed).config.failpoint).toMatchObject({ name: 'relay.after-confirm', pass: 2 });
    const named = (environment: NodeJS.ProcessEnv) =>
      problemsOf(environment).filter((problem) => problem.startsWith('SHOWRUNNER_FAILPOINT:'));
    expect(named({ ...armed, NODE_ENV: 'production' })).toHaveLength(1);
    expect(named({ ...armed, SHOWRUNNER_FAILPOINT: 'nowhere:1' })).toHaveLength(1);
  });

  it('believes a CDN that shares a secret with us, and no other', () => {
    const asked = { DATABASE_URL: databaseUrl, CDN_COUNTRY_HEADER: 'CF-IPCountry' };
    const names = (environment: NodeJS.ProcessEnv) => problemsOf(environment).map((problem) => problem.split(':')[0]);
    expect(names({ ...asked, DATABASE_URL: '' })).toEqual(['DATABASE_URL', 'CDN_SHARED_SECRET']);
    expect(names({ ...asked, CDN_SHARED_SECRET: 'short' })).toEqual(['CDN_SHARED_SECRET']);
    const shared = { ...asked, CDN_SHARED_SECRET: 'sixteen-letters-' };
    expect(names({ ...shared, CDN_SECRET_HEADER: 'cf-ipcountry' })).toEqual(['CDN_SECRET_HEADER']);
    expect(names({ ...shared, CDN_SECRET_HEADER: 'two words' })).toEqual(['CDN_SECRET_HEADER']);
    const { config, secrets } = loadConfig('web', shared);
    expect(config.cdn).toEqual({ secretHeader: 'x-cdn-secret', countryHeader: 'cf-ipcountry' });
    expect(secrets.cdnSecret?.reveal()).toBe('sixteen-letters-');
    expect(loadConfig('web', { DATABASE_URL: databaseUrl }).config.cdn).toBeNull();
  });

  it('delivers straight from a bucket only where there is one', () => {
    const direct = { DATABASE_URL: databaseUrl, MEDIA_DELIVERY: 'direct' };
    const names = (environment: NodeJS.ProcessEnv) => problemsOf(environment).map((problem) => problem.split(':')[0]);
    expect(names(direct)).toEqual(['MEDIA_DELIVERY']);
    expect(names({ ...direct, MEDIA_DELIVERY: 'redirect' })).toEqual(['MEDIA_DELIVERY']);
    const bucket = { S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'key' };
    expect(loadConfig('web', { ...direct, ...bucket }).config.delivery.mode).toBe('direct');
    expect(loadConfig('web', { DATABASE_URL: databaseUrl, ...bucket }).config.delivery.mode).toBe('proxy');
  });

  it('treats an empty variable as absent', () => {
    expect(loadConfig('web', { DATABASE_URL: databaseUrl, REDIS_URL: '' }).config.redisUrl).toBeNull();
  });

  it('never shows a secret when printed, logged or serialised', () => {
    const loaded = loadConfig('web', {
      DATABASE_URL: databaseUrl,
      SHOWRUNNER_SECRET: 'canary-canary-canary-canary-canary',
      SMTP_URL: 'smtp://mailer:canary@localhost',
      S3_BUCKET: 'films',
      S3_ACCESS_KEY_ID: 'canary-id',
      S3_SECRET_ACCESS_KEY: 'canary-key',
      CDN_SHARED_SECRET: 'canary-canary-canary',
    });
    const shown = [inspect(loaded, { depth: 9 }), JSON.stringify(loaded), `${loaded.config.database.url}`].join();
    expect(shown).not.toMatch(/canary|hunter2/);
    expect(loaded.config.database.url.reveal()).toBe(databaseUrl);
  });

  it('learns its address from Heroku where nobody set one', () => {
    const heroku = { DATABASE_URL: databaseUrl, HEROKU_APP_DEFAULT_DOMAIN_NAME: 'aurora-1234.herokuapp.com' };
    expect(loadConfig('web', heroku).config.publicUrl).toBe('https://aurora-1234.herokuapp.com');
    const own = { ...heroku, PUBLIC_URL: 'https://films.example/' };
    expect(loadConfig('web', own).config.publicUrl).toBe('https://films.example');
  });

  it('encodes with the cores and the memory of the machine unless it is told with how much', () => {
    const machine = loadConfig('worker', { DATABASE_URL: databaseUrl }).config.media;
    expect(machine.concurrency).toBe(availableParallelism());
    expect(machine.memoryMb).toBeGreaterThan(0);
    expect(machine.memoryMb).toBeLessThan(totalmem() / 1024 ** 2);
    const told = { DATABASE_URL: databaseUrl, WORKER_CONCURRENCY: '3', WORKER_MEMORY_MB: '480' };
    expect(loadConfig('worker', told).config.media).toMatchObject({ concurrency: 3, memoryMb: 480 });
  });

  it('finds the bucket of an add-on, and lets its own settings win as a whole', () => {
    const addOn = {
      DATABASE_URL: databaseUrl,
      BUCKETEER_BUCKET_NAME: 'bucketeer-1',
      BUCKETEER_AWS_REGION: 'eu-west-1',
      BUCKETEER_AWS_ACCESS_KEY_ID: 'theirs',
      BUCKETEER_AWS_SECRET_ACCESS_KEY: 'their-secret',
    };
    const found = loadConfig('web', addOn).config.bucket;
    expect(found).toMatchObject({ bucket: 'bucketeer-1', region: 'eu-west-1', endpoint: null, prefix: '' });
    expect(found?.secretAccessKey.reveal()).toBe('their-secret');
    const own = { ...addOn, S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'mine' };
    expect(problemsOf(own).map((problem) => problem.split(':')[0])).toEqual(['S3_SECRET_ACCESS_KEY']);
    const mine = loadConfig('web', { ...own, S3_SECRET_ACCESS_KEY: 'my-secret' }).config.bucket;
    expect(mine).toMatchObject({ bucket: 'films', region: 'us-east-1' });
    expect(mine?.accessKeyId.reveal()).toBe('mine');
    expect(loadConfig('web', { DATABASE_URL: databaseUrl }).config.bucket).toBeNull();
  });

  it.each([
    [{}, ['S3_BUCKET']],
    [{ SHOWRUNNER_REHEARSAL: '1' }, []],
    [{ S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'key' }, []],
  ])('keeps media where a restart of production leaves them: %j', (settings, missing) => {
    const problems = problemsOf({ NODE_ENV: 'production', DATABASE_URL: databaseUrl, ...settings });
    expect(problems.map((problem) => problem.split(':')[0]).filter((name) => name?.startsWith('S3_'))).toEqual(missing);
  });

  it('keeps the keys of the secret before beside those of today', () => {
    const [old, next] = ['o'.repeat(32), 'n'.repeat(32)];
    const given = (SHOWRUNNER_SECRET: string, SHOWRUNNER_SECRET_PREVIOUS = '') =>
      loadConfig('web', { DATABASE_URL: databaseUrl, SHOWRUNNER_SECRET, SHOWRUNNER_SECRET_PREVIOUS }).secrets;
    const [before, rotated, after] = [given(old), given(next, old), given(next)];
    const shown = ({ playbackKeys }: typeof before) => playbackKeys.map((key) => key.reveal());
    expect(shown(rotated)).toEqual([...shown(after), ...shown(before)]);
    expect(rotated.previousIdentityKey?.reveal()).toBe(before.identityKey.reveal());
    expect(after.previousIdentityKey).toBeNull();
    expect(problemsOf({ DATABASE_URL: databaseUrl, SHOWRUNNER_SECRET_PREVIOUS: 'short' })).toHaveLength(1);
  });

  it('gives a process only the keys it may use', () => {
    expect(loadConfig('worker', { DATABASE_URL: databaseUrl }).secrets.playbackKeys).toEqual([]);
    expect(loadConfig('web', { DATABASE_URL: databaseUrl }).secrets.playbackKeys).toHaveLength(1);
  });
});
