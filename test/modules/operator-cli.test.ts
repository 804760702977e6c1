import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createChannels } from '../../src/modules/channels';
import { createVideos } from '../../src/modules/videos';
import { createCache } from '../../src/platform/cache';
import { silentLogger } from '../../src/platform/observability';
import { aDeadLetter } from '../support/dead-letters';
import { createTestIdentity, type TestIdentity } from '../support/factories/identity';

const root = join(__dirname, '..', '..');
const run = promisify(execFile);

let test: TestIdentity;
beforeAll(async () => {
  test = await createTestIdentity();
});
afterAll(() => test.close());

/** What the operator's command prints. */
async function showrunner(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'test', DATABASE_URL: test.url };
  const script = join(root, 'src/processes/operator-cli.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, env });
  return stdout.trim();
}

it('operators are added, listed and removed by their address', async () => {
  const { account } = await test.signUp('Uma');
  expect(await showrunner('operators', 'add', account.email)).toContain('is an operator now');
  expect(JSON.parse(await showrunner('operators', 'list'))).toEqual([{ email: account.email, displayName: 'Uma' }]);
  expect(await showrunner('operators', 'remove', account.email)).toContain('is no operator any more');
  expect(JSON.parse(await showrunner('operators', 'list'))).toEqual([]);
  await expect(showrunner('operators', 'remove', 'nobody@example.com')).rejects.toMatchObject({ code: 1 });
}, 60_000);

describe('dead letters', () => {
  beforeEach(() => test.sql('truncate bus.dead_letters restart identity'));

  it('are listed and shown for people, and for programs', async () => {
    expect(await showrunner('dead-letters', 'list')).toContain('There are no dead letters');
    await aDeadLetter(test.db, { error: 'Error: too hot\n  at the oven', requestId: 'req-1' });
    await aDeadLetter(test.db, { consumer: 'critic.judge-pie', body: { ovenToken: 'hot' } });
    const list = await showrunner('dead-letters', 'list', '--consumer', 'guests.taste-pie');
    expect(list.split('\n')).toEqual([
      expect.stringMatching(/^ID +DIED +CONSUMER +ATTEMPTS +STATE +ERROR$/),
      expect.stringMatching(/^1 +20.* UTC +guests\.taste-pie +8 +open +Error: too hot$/),
    ]);
    const json = JSON.parse(await showrunner('dead-letters', 'list', '--json'));
    expect(json.map(({ id }: { id: string }) => id)).toEqual(['2', '1']);
    const whole = await showrunner('dead-letters', 'show', '1');
    for (const part of ['req-1', '  Error: too hot', '"filling": "liver"', '8 attempts']) expect(whole).toContain(part);
    expect(await showrunner('dead-letters', 'show', '2')).toContain('"ovenToken": "[hidden]"');
  }, 60_000);

  it('give nothing of what others wrote to the terminal that could steer it', async () => {
    const steering = ['\u001b]0;mine\u0007', '\u009b2J', '\u007f', '\r', '\u202e'];
    const error = `Error: ${steering.join('')}\n\tat the oven`;
    await aDeadLetter(test.db, { error, body: { filling: steering.join('') } });
    const said = '\\u001b]0;mine\\u0007\\u009b2J\\u007f\\u000d\\u202e';
    const [list, json, whole] = [
      await showrunner('dead-letters', 'list'),
      await showrunner('dead-letters', 'list', '--json'),
      await showrunner('dead-letters', 'show', '1'),
    ];
    for (const text of [list, json, whole]) expect(text).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
    expect(list).toContain(`Error: ${said}`);
    expect(whole).toContain(`  Error: ${said}\n  \tat the oven`);
    expect(JSON.parse(json)).toMatchObject([{ error }]);
  }, 60_000);

  it('are replayed one by one, by consumer or all, and discarded with a reason', async () => {
    for (let i = 0; i < 3; i++) await aDeadLetter(test.db);
    for (let i = 0; i < 2; i++) await aDeadLetter(test.db, { consumer: 'critic.judge-pie' });
    expect(await showrunner('dead-letters', 'replay', '1')).toBe('Dead letter 1 is on its way again.');
    expect(await showrunner('dead-letters', 'discard', '2', 'nobody', 'cares')).toBe('Dead letter 2 is discarded.');
    expect(await showrunner('dead-letters', 'replay', '--consumer', 'critic.judge-pie')).toContain('2 dead letters');
    expect(await showrunner('dead-letters', 'replay', '--all')).toContain('One dead letter');
    expect(await showrunner('dead-letters', 'list', '--settled')).toContain('nobody cares');
  }, 90_000);

  it('what cannot be followed is said, with the commands there are', async () => {
    await aDeadLetter(test.db);
    const refusals: [string[], number, string][] = [
      [['dead-letters', 'replay'], 2, 'takes ID… | --consumer NAME | --all.'],
      [['dead-letters', 'list', '--colour'], 2, "Unknown option '--colour'"],
      [['dead-letters', 'discard', '1'], 2, 'and why'],
      [['dead-letters', 'eat'], 2, 'There is no command "dead-letters eat".'],
      [['dead-letters', 'show', '99'], 1, 'There is no dead letter 99.'],
    ];
    const answers = await Promise.all(refusals.map(([args]) => showrunner(...args).catch((error) => error)));
    for (const [index, [, code, words]] of refusals.entries()) {
      expect(answers[index]).toMatchObject({ code, stderr: expect.stringContaining(words) });
    }
    expect(answers[3].stderr).toContain('dead-letters replay ID');
  }, 60_000);
});

it('reconcile says what it did', async () => {
  expect(await showrunner('reconcile')).toContain('Sent again: 0 deliveries.');
}, 60_000);

describe('explain-playback', () => {
  it('tells whether somebody could watch, whether they did and who had set it, for people and for programs', async () => {
    const { db, clock, outbox, identity } = test;
    const shared = { db, clock, outbox, identity, logger: silentLogger };
    const cache = createCache({ redis: null, logger: silentLogger });
    const channels = createChannels({ ...shared, storage: null as never });
    const videos = createVideos({ ...shared, cache, passwords: identity.passwords, channels });
    const [ann, max] = [(await test.signUp('Ann')).account, (await test.signUp('Max')).account];
    const channel = await channels.openChannel(ann.id, { handle: 'sea', name: 'The sea' });
    const video = await videos.draftVideo(channel.id, ann.id, { title: 'A day at sea' });
    const by = { publicId: video.publicId, actor: ann.id, expectedVersion: null };
    await videos.publishVideo(by, { visibility: 'public', startsAt: null, endsAt: '2026-05-02T12:00:00Z' });
    const asked = ['explain-playback', '--video', video.publicId, '--account', max.email, '--country', 'de'];
    const words = await showrunner(...asked, '--at', '2026-05-03T20:00:00+02:00');
    for (const part of [
      `“A day at sea” (${video.publicId}) of @sea, for Max (${max.email}), from DE,`,
      'on 2026-05-03 18:00 UTC',
      'Could they watch? No. They were told: ',
      'ended: The publication has ended.',
      'Did they?         No playback was granted within a day of it.',
      'nothing that opens this video',
      '2026-05-01 12:00 UTC  Ann published the video as it then was',
    ]) {
      expect(words).toContain(part);
    }
    const json = JSON.parse(await showrunner(...asked, '--at', '2026-05-01T13:00:00Z', '--json'));
    expect(json).toMatchObject({ answer: { decision: 'refused', refusals: [{ reason: 'not_ready' }] } });
    videos.close();
    await cache.close();
    const wrong: [args: string[], code: number, words: string][] = [
      [['--video', `vid_${'0'.repeat(22)}`], 1, 'There is no such video'],
      [['--video', video.publicId, '--account', 'nobody@example.com'], 1, 'There is no account'],
      [['--video', 'A day at sea'], 2, '--video: Name the video by its id'],
      [['--account', max.email], 2, 'Say which video'],
      [['--video', video.publicId, '--at', 'yesterday'], 2, '--at: Use an RFC 3339 time'],
    ];
    for (const [args, code, stderr] of wrong) {
      await expect(showrunner('explain-playback', ...args)).rejects.toMatchObject({
        ...{ code, stderr: expect.stringContaining(stderr) },
      });
    }
  }, 120_000);
});
