import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { draftVideo, openChannel, uploadTokenOf } from '../support/creator';
import { type Product, startProduct } from '../support/product';
import { redisUrl } from '../support/services';
import { slowSignUp } from '../support/slow-request';
import { startTcpProxy } from '../support/tcp-proxy';
import { TusClient } from '../support/tus-client';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

interface Refused {
  refusals: { reason: string }[];
}

let product: Product;
const start = async (env: Record<string, string> = {}) => {
  product = await startProduct({ mode: 'embedded', env });
};
afterEach(() => product?.stop(), 60_000);

const draft = (creator: Visitor, handle: string) =>
  creator.post<{ id: string }>(`/channels/${handle}/videos`, { title: 'A film' });

test('DEP-005: a lock held on a hot table answers 503 there, soon, and nowhere else', async () => {
  await start();
  const { creator, handle } = await openChannel(product.url);
  const holder = new Client({ connectionString: product.databaseUrl });
  await holder.connect();
  await holder.query('begin; lock table videos.videos in access exclusive mode');
  const [refused, ...others] = await Promise.all([
    draft(creator, handle),
    ...Array.from({ length: 3 }, () => creator.get('/me')),
  ]);
  expect(refused?.status).toBe(503);
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
  await holder.end();
  await waitFor('the lock to be gone', async () => (await draft(creator, handle)).status === 201);
}, 120_000);

test('MSG-012: a web process that is stopped with fifty requests under way answers each of them', async () => {
  await start();
  const port = Number(new URL(product.url).port);
  const answers = Array.from({ length: 50 }, () => slowSignUp(port, 3_000));
  await pause(1_000);
  const [child] = product.processes('everything');
  if (child) process.kill(child.pid, 'SIGTERM');
  const statuses = await Promise.all(answers);
  // Twenty people may sign up from one address in an hour; being told so is an answer.
  expect(statuses.filter((status) => ![201, 409, 429].includes(status))).toEqual([]);
  expect((await child?.exited)?.code).toBe(0);
}, 120_000);

test.each(['cut', 'silence'] as const)(
  'DEP-006: with Redis gone (%s) people sign up and in, upload and publish',
  async (how) => {
    const line = await startTcpProxy(Number(new URL(await redisUrl()).port));
    await start({ REDIS_URL: `redis://127.0.0.1:${line.port}` });
    const { creator: before } = await openChannel(product.url);
    line[how]();
    const { creator, handle } = await openChannel(product.url);
    const { body, status } = await draft(creator, handle);
    expect(status).toBe(201);
    expect(await creator.startUpload(body.id, 'film.mp4', 1_000)).toContain('/uploads/');
    expect((await creator.put(`/videos/${body.id}/publication`, { visibility: 'public' })).status).toBe(200);
    expect((await before.get('/me')).status).toBe(200);
    line.mend();
    expect((await before.get('/me')).status).toBe(200);
    await product.stop();
    await line.close();
  },
  120_000,
);

test.each([2, -2])(
  'DEP-013: a process whose clock is off by %d hours neither publishes early nor forgets anybody',
  async (hours) => {
    const shift = `const now = Date.now, Real = Date, by = ${hours} * 3600000;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length ? super(...given) : super(now() + by); }
      static now() { return now() + by; }
    };`;
    await start({ NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(shift)}"` });
    const { creator, handle } = await openChannel(product.url);
    const planned = await draft(creator, handle);
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await creator.put(`/videos/${planned.body.id}/publication`, { visibility: 'public', startsAt });
    expect(answer.status).toBe(200);
    const stranger = new Visitor(product.url);
    const reasons = async () => {
      const { status, body } = await stranger.post<Refused>(`/videos/${planned.body.id}/playback`, {});
      return [status, body.refusals.map(({ reason }) => reason)];
    };
    expect(await reasons()).toEqual([403, expect.arrayContaining(['not_yet'])]);
    await pause(1_500); // a sweep of what is due has run
    expect(await reasons()).toEqual([403, expect.arrayContaining(['not_yet'])]);
    expect((await creator.get('/me')).status).toBe(200);
    const made = await creator.get<{ createdAt: string }>('/me');
    expect(Math.abs(Date.parse(made.body.createdAt) - Date.now())).toBeLessThan(600_000);
  },
  120_000,
);

test('DEP-014: after two seconds of standing still what can wait is refused first, and health does not flap', async () => {
  await start({ SHED_ABOVE_MS: '1000' });
  const { creator, handle } = await openChannel(product.url);
  const tus = new TusClient(product.url, await uploadTokenOf(creator));
  const upload = await tus.begin(await draftVideo(creator, handle), 100_000);
  const canWait = ['/', `/@${handle}`, '/api/v1/videos', `/api/v1/channels/${handle}/videos`];
  const all = () => Promise.all(canWait.map(async (path) => (await fetch(product.url + path)).status));
  await waitFor('everything to be answered', async () => (await all()).every((status) => status === 200));
  const health = probeHealth();
  const [child] = product.processes('everything');
  const { pid } = child ?? { pid: 0 };

  process.kill(pid, 'SIGSTOP');
  const refused = canWait.map(ask);
  await Promise.all(refused.map(({ sent }) => sent));
  const answered = [
    creator.get('/me'),
    creator.post('/videos/vid_0000000000000000000000/playback', {}),
    new Visitor(product.url).post('/sessions', { email: 'nobody@example.com', password: 'a wrong passphrase' }),
    creator.fetch('/watch/vid_0000000000000000000000'),
    creator.fetch('/p/no-token/master.m3u8'),
    tus.patch(upload, 0, Buffer.alloc(50_000)),
  ];
  await pause(2_000); // how long it stands still
  process.kill(pid, 'SIGCONT');

  for (const { answer } of refused) {
    const { statusCode, headers } = await answer;
    expect([statusCode, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-5]$/)]);
  }
  expect((await Promise.all(answered)).map(({ status }) => status)).toEqual([200, 404, 401, 404, 404, 204]);
  await waitFor('everything to be answered again', async () => (await all()).every((status) => status === 200));
  const { answers, figures } = await health.end();
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(figures).toMatch(/http_shed_total\{route="\/@:handle".*\} [1-9]/);
  expect(Number(/event_loop_late_seconds\{.*\} (.+)/.exec(figures)?.[1])).toBeGreaterThan(1);
  expect(child?.hasExited()).toBe(false);
}, 120_000);

/** `sent` when the system has the request, whether or not the process reads it. */
function ask(path: string): { sent: Promise<unknown>; answer: Promise<IncomingMessage> } {
  const call = request(`${product.url}${path}`, { agent: false });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    call.once('error', reject);
    call.once('response', (response) => resolve(response.resume()));
  });
  call.end();
  return { sent: once(call, 'finish'), answer };
}

/** Asks for health without a pause, as several routers would, until told to end. */
function probeHealth() {
  let going = true;
  const answers: number[] = [];
  const probe = async (path: string) => {
    while (going) {
      answers.push((await fetch(product.url + path)).status);
      await pause(1);
    }
  };
  const probes = [probe('/livez'), probe('/readyz'), probe('/readyz')];
  return {
    end: async () => {
      going = false;
      await Promise.all(probes);
      const headers = { authorization: 'Bearer metrics-token-for-tests' };
      return { answers, figures: await (await fetch(`${product.url}/metrics`, { headers })).text() };
    },
  };
}
