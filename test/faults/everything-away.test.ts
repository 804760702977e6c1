import { setTimeout as pause } from 'node:timers/promises';
import { bFrames30, makeClip } from '../support/clips';
import { openChannel, signUp, whenSettled } from '../support/creator';
import { playWhole } from '../support/hls';
import { type Product, startProduct } from '../support/product';
import { postgresUrl, rabbitUrl, redisUrl } from '../support/services';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { Visitor } from '../support/visitor';

let lines: TcpProxy[] = [];
let product: Product;

/** Longer than any answer about bytes is repeated while it can be asked again. */
const awayMs = 15_000;

beforeAll(async () => {
  const addresses = [await postgresUrl(), await rabbitUrl(), await redisUrl()];
  lines = await Promise.all(addresses.map((address) => startTcpProxy(Number(new URL(address).port))));
  const [database, rabbit, redis] = lines.map(({ port }) => port);
  product = await startProduct({
    mode: 'services',
    databasePort: database,
    env: { CLOUDAMQP_URL: through(addresses[1], rabbit), REDIS_URL: through(addresses[2], redis) },
  });
}, 240_000);
afterAll(async () => {
  for (const line of lines) line.mend();
  await product?.stop();
  await Promise.all(lines.map((line) => line.close()));
}, 60_000);

function through(address = '', port = 0): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

test('with PostgreSQL, RabbitMQ and Redis gone, whoever was granted a film goes on watching it, whatever it took to be let in', async () => {
  const { creator, handle } = await openChannel(product.url);
  const { body: film } = await creator.post<{ id: string }>(`/channels/${handle}/videos`, { title: 'By invitation' });
  await creator.upload(film.id, await makeClip(bFrames30(4)));
  await whenSettled(creator, film.id);
  await creator.put(`/videos/${film.id}/publication`, { visibility: 'public' });
  await creator.put(`/videos/${film.id}/access`, { kind: 'restricted', ways: [] });
  const guest = await signUp(product.url, 'Guest');
  const { email } = (await guest.get<{ email: string }>('/me')).body;
  await creator.post(`/channels/${handle}/entitlements`, { email, covers: { kind: 'channel' } });
  const granted = await guest.post<{ manifestUrl: string }>(`/videos/${film.id}/playback`);
  expect(granted.status).toBe(200);
  const whole = await playWhole(guest, granted.body.manifestUrl);

  for (const line of lines) line.cut();
  const until = Date.now() + awayMs;
  while (Date.now() < until) {
    expect(await playWhole(guest, granted.body.manifestUrl)).toEqual(whole);
    await pause(1_000);
  }
  const stranger = new Visitor(product.url);
  expect((await stranger.post(`/videos/${film.id}/playback`)).status).not.toBe(200);
  for (const line of lines) line.mend();
}, 180_000);
