import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, signUp, videoState, whenSettled } from '../support/creator';
import { countFrames, playWhole } from '../support/hls';
import { type Product, type ProductOptions, startProduct } from '../support/product';
import { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

interface Session {
  decision: string;
  manifestUrl: string;
  heartbeatSeconds: number;
}

const realClip = join(__dirname, '../../../shared/media/big-buck-bunny-36s-180p.ts');
const films: [string, () => Promise<string>][] = [
  ['a generated film', () => makeClip(bFrames30())],
  ...(existsSync(realClip)
    ? ([['a film from an encoder', async () => realClip]] as [string, () => Promise<string>][])
    : []),
];

const shapes: [string, ProductOptions][] = [
  ['on the embedded default', { mode: 'embedded' }],
  [
    'with a single database connection, which no verb may ask for twice',
    { mode: 'embedded', env: { DATABASE_POOL_MAX: '1' } },
  ],
  ['with RabbitMQ, Redis, three processes and two web processes taking turns', { mode: 'services', webs: 2 }],
];

describe.each(shapes)('the walk from upload to play, %s', (_, options) => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct(options);
  }, 180_000);

  afterAll(() => product.stop(), 60_000);

  it.each(films)(
    'a creator uploads %s and publishes it, and a viewer plays every frame',
    async (_film, path) => {
      const film = await path();
      const { creator, handle } = await openChannel(product.urls);
      const id = await draftVideo(creator, handle, 'First light');
      expect((await videoState(creator, id)).status).toBe('draft');

      await creator.upload(id, film, { chunkBytes: 300_000 });
      await creator.put(`/videos/${id}/publication`, { visibility: 'public' });
      expect(await whenSettled(creator, id)).toMatchObject({ status: 'ready', progress: 1, failure: null });

      const viewer = new Visitor(product.urls);
      await waitFor('the film on the home page', async () =>
        (await (await viewer.fetch('/')).text()).includes('First light'),
      );
      const page = await viewer.fetch(`/watch/${id}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('First light');

      const session = await viewer.post<Session>(`/videos/${id}/playback`);
      expect(session).toMatchObject({ status: 200, body: { decision: 'allowed' } });
      const tracks = await playWhole(viewer, session.body.manifestUrl);
      const picture = tracks.filter(({ kind }) => kind === 'video');
      expect(picture.length).toBeGreaterThan(0);
      expect(tracks.every(({ ended }) => ended)).toBe(true);
      const frames = await countFrames(film);
      for (const track of picture) expect(await countFrames(track.bytes)).toBe(frames);

      const beat = await viewer.fetch(session.body.manifestUrl.replace('master.m3u8', 'heartbeat'), { method: 'POST' });
      expect(beat.status).toBe(200);
    },
    180_000,
  );

  it('a draft is nobody else’s business, and withdrawing a film ends its sessions within ten seconds', async () => {
    const { creator, handle } = await openChannel(product.urls);
    const id = await draftVideo(creator, handle);
    const stranger = await signUp(product.urls, 'Mallory');
    for (const path of [`/videos/${id}`, `/channels/${handle}/uploads`]) {
      expect((await stranger.get(path)).status).toBe(404);
    }
    expect((await stranger.patch(`/videos/${id}`, { title: 'mine' })).status).toBe(404);

    await creator.upload(id, await makeClip(bFrames30()));
    await whenSettled(creator, id);
    expect((await stranger.post(`/videos/${id}/playback`)).status).toBe(404);
    await creator.put(`/videos/${id}/publication`, { visibility: 'unlisted' });
    const session = await waitFor('the film to be open to strangers', async () => {
      const answer = await stranger.post<Session>(`/videos/${id}/playback`);
      return answer.status === 200 ? answer.body : null;
    });
    const [picture] = await playWhole(stranger, session.manifestUrl);
    expect(picture?.segments).toBeGreaterThan(0);

    await creator.delete(`/videos/${id}/publication`);
    await waitFor(
      'the session to end',
      async () => (await playWhole(stranger, session.manifestUrl).catch(() => null)) === null,
      { withinMs: 10_000, everyMs: 250 },
    );
    expect((await stranger.post(`/videos/${id}/playback`)).status).toBe(404);
  }, 180_000);
});
