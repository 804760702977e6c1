import { setTimeout as pause } from 'node:timers/promises';
import { bFrames30, makeClip } from '../support/clips';
import { openChannel, whenSettled } from '../support/creator';
import { playWhole } from '../support/hls';
import { type Product, startProduct } from '../support/product';
import { postgresUrl } from '../support/services';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

// Everything a stranger does goes on without the database, from what was shown and decided last.
let line: TcpProxy;
let product: Product;
let creator: Visitor;
let handle: string;
let videoId: string;
let hiddenId: string;

beforeAll(async () => {
  line = await startTcpProxy(Number(new URL(await postgresUrl()).port));
  product = await startProduct({ mode: 'embedded', databasePort: line.port });
  ({ creator, handle } = await openChannel(product.url));
  videoId = await published('A film for everybody');
  hiddenId = await published('A film that was taken back');
}, 240_000);
afterAll(async () => {
  line?.mend();
  await product?.stop();
  await line?.close();
}, 60_000);

async function published(title: string): Promise<string> {
  const { body } = await creator.post<{ id: string }>(`/channels/${handle}/videos`, { title });
  await creator.upload(body.id, await makeClip(bFrames30(4)));
  await whenSettled(creator, body.id);
  await creator.put(`/videos/${body.id}/publication`, { visibility: 'public' });
  return body.id;
}

const startsPlaying = (stranger: Visitor, id: string) =>
  stranger.post<{ manifestUrl: string }>(`/videos/${id}/playback`, {});

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Statuses of what strangers open; a page that nobody had asked for is none of them. */
async function pagesOf(stranger: Visitor): Promise<number[]> {
  const paths = ['/', `/@${handle}`, `/watch/${videoId}`, `/embed/${videoId}`];
  return Promise.all(paths.map(async (path) => (await stranger.fetch(path)).status));
}

test.each([
  ['DEP-001: with PostgreSQL gone', 'cut'],
  ['DEP-002: with PostgreSQL silent', 'silence'],
] as const)(
  '%s strangers find the pages and play, writes are told to come again, and all is well soon after',
  async (_, how) => {
    const stranger = new Visitor(product.url);
    const before = (await startsPlaying(stranger, videoId)).body.manifestUrl;
    const whole = await playWhole(stranger, before);
    await creator.put(`/videos/${hiddenId}/publication`, { visibility: 'public' });
    await waitFor('the lists', async () => (await (await stranger.fetch('/')).text()).includes(hiddenId));
    expect(await pagesOf(stranger)).toEqual([200, 200, 200, 200]);
    expect((await stranger.fetch(`/watch/${hiddenId}`)).status).toBe(200);
    expect((await startsPlaying(stranger, hiddenId)).status).toBe(200);
    await creator.delete(`/videos/${hiddenId}/publication`);
    await waitFor('the lists to follow', async () => !(await (await stranger.fetch('/')).text()).includes(hiddenId));
    expect((await startsPlaying(stranger, hiddenId)).status).toBe(404);
    await pagesOf(stranger);

    line[how]();
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      waits.push(await seconds(async () => expect(await pagesOf(stranger)).toEqual([200, 200, 200, 200])));
      const { status, body } = await startsPlaying(stranger, videoId);
      expect(status).toBe(200);
      expect(await playWhole(stranger, body.manifestUrl)).toEqual(whole);
      expect(await playWhole(stranger, before)).toEqual(whole);
      expect(await seconds(async () => expect((await stranger.fetch('/livez')).status).toBe(200))).toBeLessThan(5);
    }
    expect(Math.min(...waits)).toBeLessThan(5);
    // What was taken back stays back, and whoever is signed in sees what strangers see.
    expect((await stranger.fetch(`/watch/${hiddenId}`)).status).not.toBe(200);
    expect([403, 404, 503]).toContain((await startsPlaying(stranger, hiddenId)).status);
    const seen = await creator.fetch(`/watch/${videoId}`);
    expect([seen.status, (await seen.text()).includes('>Sign in<')]).toEqual([200, true]);
    const write = await creator.post(`/channels/${handle}/videos`, { title: 'Written while it is away' });
    expect([write.status, write.headers.get('retry-after')]).toEqual([503, expect.any(String)]);

    line.mend();
    const backAfter = await seconds(() =>
      waitFor(
        'the next write',
        async () => {
          const answer = await creator.post(`/channels/${handle}/videos`, { title: 'Written afterwards' });
          return answer.status === 201;
        },
        { withinMs: 60_000, everyMs: 100 },
      ),
    );
    expect(backAfter).toBeLessThan(20);
    expect(await pagesOf(stranger)).toEqual([200, 200, 200, 200]);
    await pause(100);
  },
  180_000,
);
