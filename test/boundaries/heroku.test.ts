import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { envSchema } from '../../src/platform/config';
import schema from './app-json.schema.json';
import { contentOf, root } from './source-files';

interface EnvEntry {
  description?: string;
  value?: string;
  required?: boolean;
  generator?: string;
}

interface AppJson {
  env: Record<string, EnvEntry>;
  formation: Record<string, unknown>;
  addons: string[];
  buildpacks: { url: string }[];
  environments: Record<string, { env?: Record<string, unknown>; formation?: Record<string, unknown> }>;
}

const appJson = JSON.parse(contentOf('app.json')) as AppJson;
const procfile = Object.fromEntries(
  contentOf('Procfile')
    .trim()
    .split('\n')
    .map((line) => line.split(/:\s+/, 2) as [string, string]),
);

/** Set by Heroku or an add-on, never by a person. */
const provided: Record<string, string> = {
  PORT: 'the router',
  SHOWRUNNER_MAIL_PAGE: 'the command bin/up',
  SHOWRUNNER_FAILPOINT: 'the fault tests',
  HEROKU_APP_DEFAULT_DOMAIN_NAME: 'the dyno metadata',
  NODE_ENV: 'the build pack',
  DATABASE_URL: 'heroku-postgresql',
  REDIS_URL: 'heroku-redis',
  CLOUDAMQP_URL: 'cloudamqp',
  BUCKETEER_BUCKET_NAME: 'bucketeer',
  BUCKETEER_AWS_REGION: 'bucketeer',
  BUCKETEER_AWS_ACCESS_KEY_ID: 'bucketeer',
  BUCKETEER_AWS_SECRET_ACCESS_KEY: 'bucketeer',
};

test('app.json is one that Heroku accepts', () => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  validate(appJson);
  expect(validate.errors ?? []).toEqual([]);
});

test('a wrong app.json is noticed', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate({ ...appJson, formation: { web: { size: 'enormous' } } })).toBe(false);
  expect(validate({ ...appJson, env: { lower: 'case' } })).toBe(false);
});

test('app.json describes every variable the code reads, and no other', () => {
  const read = Object.keys(envSchema.shape).filter((name) => !(name in provided));
  expect(Object.keys(appJson.env).sort()).toEqual(read.sort());
  for (const [name, { description }] of Object.entries(appJson.env)) {
    expect({ name, words: (description ?? '').split(' ').length > 3 }).toEqual({ name, words: true });
  }
});

test('what a form would send is a configuration the code understands', () => {
  const sent = Object.entries(appJson.env).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]));
  const { success, error } = envSchema.safeParse(Object.fromEntries(sent));
  expect({ success, error: error?.message }).toEqual({ success: true, error: undefined });
});

test('an environment sets only variables the code reads', () => {
  const known = Object.keys(envSchema.shape);
  for (const { env = {} } of Object.values(appJson.environments)) {
    expect(Object.keys(env).filter((name) => !known.includes(name))).toEqual([]);
  }
});

test('every variable that somebody else provides has its add-on', () => {
  const addons = appJson.addons.map((addon) => addon.split(':')[0]);
  const expected = Object.values(provided).filter((by) => !by.startsWith('the '));
  expect(addons).toEqual(expect.arrayContaining(expected));
});

test('the Procfile starts compiled processes that have a source, without npm between', () => {
  for (const line of Object.values(procfile)) {
    const name = /^node dist\/processes\/([a-z]+)\.js$/.exec(line)?.[1];
    expect(existsSync(join(root, 'src', 'processes', `${name}.ts`))).toBe(true);
  }
  expect(Object.keys(procfile)).toEqual(['web', 'worker', 'billing', 'release']);
});

test('the formation names the process types of the Procfile, save the release phase', () => {
  const running = Object.keys(procfile).filter((name) => name !== 'release');
  expect(Object.keys(appJson.formation).sort()).toEqual(running.sort());
});

test('ffmpeg is installed before Node is', () => {
  expect(appJson.buildpacks.map(({ url }) => url)).toEqual(['heroku-community/apt', 'heroku/nodejs']);
  expect(contentOf('Aptfile').trim().split('\n')).toContain('ffmpeg');
});

test('one lock file, no heroku-postbuild that would hide build, no checked-in modules', () => {
  const { scripts, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
    engines: { node: string };
  };
  expect(Object.keys(scripts)).toContain('build');
  expect(Object.keys(scripts).filter((name) => name.startsWith('heroku-'))).toEqual([]);
  expect(engines.node).toMatch(/^>=20\.19/);
  for (const other of ['yarn.lock', 'pnpm-lock.yaml', 'npm-shrinkwrap.json']) {
    expect(existsSync(join(root, other))).toBe(false);
  }
});
