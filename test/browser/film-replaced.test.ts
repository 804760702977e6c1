import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openWindow, type Window } from '../support/browser';
import { bFrames30, film23976, makeClip } from '../support/clips';
import { draftVideo, openChannel, whenSettled } from '../support/creator';
import { checkFilm } from '../support/film-check';
import { openFilm, playToTheEnd, startButton, truthOf } from '../support/film-visit';
import { type Product, startProduct } from '../support/product';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

let product: Product;
let browser: Browser;
let window: Window;

beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ mode: 'embedded' });
}, 120_000);
beforeEach(async () => {
  window = await openWindow(browser);
});
afterEach(() => window.close());
afterAll(async () => {
  await browser?.close();
  await product?.stop();
}, 60_000);

interface Film {
  creator: Visitor;
  id: string;
}

async function publish(path: string): Promise<Film> {
  const { creator, handle } = await openChannel(product.url);
  const film = { creator, id: await draftVideo(creator, handle) };
  await replace(film, path);
  await creator.put(`/videos/${film.id}/publication`, { visibility: 'public' });
  return film;
}

async function replace({ creator, id }: Film, path: string): Promise<void> {
  await creator.upload(id, path, { filename: path });
  expect(await whenSettled(creator, id)).toMatchObject({ status: 'ready', failure: null });
}

async function generationOf({ creator, id }: Film): Promise<string> {
  const { body } = await creator.post<{ manifestUrl: string }>(`/videos/${id}/playback`);
  const master = await (await creator.fetch(body.manifestUrl)).text();
  return /^([0-9a-f-]{36})\//m.exec(master)?.[1] ?? '';
}

const watchPage = ({ id }: Film) => `${product.url}/watch/${id}`;
const at = (page: Page) =>
  page.locator('.player video').evaluate((video: { currentTime: number }) => video.currentTime);

it('a film that is replaced while somebody watches plays on to its own end', async () => {
  const path = await makeClip(bFrames30(14));
  const [film, truth] = [await publish(path), await truthOf(path)];
  const generation = await generationOf(film);
  const { page, complaints } = window;
  // What comes after the beginning is only let through when another film has taken its place.
  let through = 0;
  let replaced: Promise<void> | null = null;
  await page.route(new RegExp(`/${generation}/.*\\.m4s`), async (route) => {
    through += 1;
    if (through > 2) {
      replaced ??= makeClip(film23976(8)).then((other) => replace(film, other));
      await replaced;
    }
    await route.continue();
  });
  await openFilm(page, watchPage(film));
  const seen = await playToTheEnd(page, 120_000);
  expect(replaced).not.toBeNull();
  expect(await generationOf(film)).not.toBe(generation);
  expect(checkFilm(seen, truth, { picture: 0.001, sound: 0.06, seen: 0.3 }).map(({ kind }) => kind)).toEqual([]);
  expect(complaints).toEqual([]);
}, 180_000);

it('when even the files it began with were cleared away, it goes on at the same place with what took over', async () => {
  const film = await publish(await makeClip(bFrames30(60)));
  const generation = await generationOf(film);
  const { page } = window;
  let cleared = 0;
  await page.goto(watchPage(film));
  await startButton(page).click();
  await waitFor('the film to run', async () => (await at(page)) > 0.5 || null, { withinMs: 60_000 });
  await replace(film, await makeClip(film23976(60)));
  await page.route(new RegExp(`/${generation}/`), (route) => {
    cleared += 1;
    return route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"media_not_found"}' });
  });
  const places: number[] = [];
  await page.locator('.player video').evaluate((video: { currentTime: number }) => {
    video.currentTime = 55;
  });
  await waitFor(
    'the film to go on',
    async () => {
      places.push(await at(page));
      return (places.at(-1) ?? 0) > 56.5 || null;
    },
    { withinMs: 60_000 },
  );
  expect(cleared).toBeGreaterThan(0);
  expect(await page.locator('.player-screen').count()).toBe(0);
}, 180_000);

it('small pictures show where somebody winds to, when there are any', async () => {
  const film = await publish(await makeClip(bFrames30(14)));
  const { page, complaints } = window;
  await page.route('**/playback', async (route) => {
    const response = await route.fetch();
    const granted = await response.json();
    const storyboardUrl = granted.manifestUrl.replace('master.m3u8', 'g/storyboard.vtt');
    await route.fulfill({ response, json: { ...granted, storyboardUrl } });
  });
  await page.route('**/storyboard.vtt', (route) =>
    route.fulfill({
      contentType: 'text/vtt',
      body: 'WEBVTT\n\n00:00.000 --> 00:07.000\nstoryboard/f1/0.jpg#xywh=0,0,16,9\n\n00:07.000 --> 00:14.000\nstoryboard/f1/0.jpg#xywh=16,0,16,9\n',
    }),
  );
  const sheet = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="9"><rect width="32" height="9" fill="teal"/></svg>',
  );
  await page.route('**/storyboard/f1/0.jpg', (route) => route.fulfill({ contentType: 'image/svg+xml', body: sheet }));
  await page.goto(watchPage(film));
  await startButton(page).click();
  const range = page.locator('media-time-range');
  await range.waitFor();
  await waitFor(
    'a small picture of the second half',
    async () => {
      const box = await range.boundingBox();
      if (!box) return null;
      await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
      const shown = await range.getAttribute('mediapreviewcoords');
      return shown === '16 0 16 9' || null;
    },
    { withinMs: 60_000 },
  );
  expect(await range.getAttribute('mediapreviewimage')).toMatch(/\/p\/[^/]+\/g\/storyboard\/f1\/0\.jpg/);
  expect(complaints).toEqual([]);
}, 120_000);
