import { loadConfig } from '../../src/platform/config';
import { root } from '../tools/paths';
import { type Addresses, configVars, secretsOf } from './config';

const addresses: Addresses = {
  databaseUrl: 'postgres://app:database-word@127.0.0.1:1/app',
  redisUrl: 'rediss://:redis-word@127.0.0.1:2',
  amqpUrl: 'amqps://user:broker-word@127.0.0.1:3/user',
  smtpUrl: 'smtp://mailer:mail-word@127.0.0.1:4',
  storage: {
    BUCKETEER_BUCKET_NAME: 'films',
    BUCKETEER_AWS_ACCESS_KEY_ID: 'key-of-the-bucket',
    BUCKETEER_AWS_SECRET_ACCESS_KEY: 'storage-word',
  },
  authority: '/authority.crt',
};

test('an app made by the button gets what app.json says and what its add-ons set, and no switch of a rehearsal', () => {
  const vars = configVars(root, addresses);
  expect(vars).toMatchObject({ NODE_ENV: 'production', LOG_LEVEL: 'info', CLOUDAMQP_URL: addresses.amqpUrl });
  expect(vars.SHOWRUNNER_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(vars).toMatchObject({ SHOWRUNNER_REHEARSAL: '0', SHOWRUNNER_DEMO: '0' });
  expect(loadConfig('web', vars).config.bucket?.bucket).toBe('films');
});

test('every password and every generated value is looked for in the logs', () => {
  const vars = configVars(root, addresses);
  const words = ['database-word', 'redis-word', 'broker-word', 'mail-word', 'storage-word'];
  expect(secretsOf(vars)).toEqual(expect.arrayContaining([...words, vars.SHOWRUNNER_SECRET, vars.METRICS_TOKEN]));
  expect(secretsOf(vars)).not.toContain(vars.PUBLIC_URL);
});
