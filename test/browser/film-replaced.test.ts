import type { Page } from 'playwright-core';
import type { Window } from '../support/browser';
import { browserSite } from '../support/browser-site';
import { bFrames30, film23976, makeClip } from '../support/clips';
import { draftVideo, openChannel, whenSettled } from '../support/creator';
import { checkFilm } from '../support/film-check';
import { openFilm, playToTheEnd, startButton, truthOf } from '../support/film-visit';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

const site = browserSite();
let window: Window;

beforeEach(async () => {
  window = await site.open();
});

interface Film {
  creator: Visitor;
  id: string;
}

async function publish(path: string): Promise<Film> {
  const { creator, handle } = await openChannel(site.product.url);
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

const watchPage = ({ id }: Film) => `${site.product.url}/watch/${id}`;
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
  const film = await publish(await makeClip(bFrames30(14)));
  const generation = await generationOf(film);
  const { page } = window;
  const seen = await openPlaces(page);
  // The first segment of picture and sound comes; the rest is asked for when all of it is gone.
  let through = 0;
  let cleared = 0;
  let replaced: Promise<void> | null = null;
  await page.route(new RegExp(`/${generation}/`), async (route) => {
    const isSegment = /\.m4s/.test(route.request().url());
    if (isSegment) through += 1;
    if (!replaced && (!isSegment || through <= 2)) return route.continue();
    replaced ??= makeClip(film23976(14)).then((other) => replace(film, other));
    await replaced;
    cleared += 1;
    await route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"media_not_found"}' });
  });
  await page.goto(watchPage(film));
  await startButton(page).click();
  await waitFor('the film to end', async () => (await at(page)) > 13.5 || null, { withinMs: 120_000 });
  const places = await seen();
  expect(cleared).toBeGreaterThan(0);
  expect(places.filter((place, i) => place < (places[i - 1] ?? 0) - 0.5)).toEqual([]);
  expect(await page.locator('.player-screen').count()).toBe(0);
}, 180_000);

it('whoever paused, and went elsewhere on the page, is left alone when a new session takes over', async () => {
  const film = await publish(await makeClip(bFrames30(14)));
  const { page } = window;
  const sessions = new Set<string>();
  let through = 0;
  let clearAway: () => void = () => undefined;
  const cleared = new Promise<void>((resolve) => {
    clearAway = resolve;
  });
  await page.route(/\/p\/.*\.m4s/, async (route) => {
    sessions.add(/\/p\/([^/]+)/.exec(route.request().url())?.[1] ?? '');
    through += 1;
    if (sessions.size > 1 || through <= 2) return route.continue();
    await cleared;
    await route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"media_not_found"}' });
  });
  await page.goto(watchPage(film));
  await startButton(page).click();
  await waitFor('the film to move', async () => (await at(page)) > 0.5 || null, { withinMs: 60_000 });
  const video = page.locator('.player video');
  await video.evaluate((element: { pause(): void }) => element.pause());
  await page.locator('.watch-channel').focus();
  const place = await at(page);
  clearAway();
  const stateNow = () =>
    video.evaluate(
      ({ currentTime, paused, readyState }: { currentTime: number; paused: boolean; readyState: number }) => ({
        ...{ currentTime, paused, readyState },
      }),
    );
  const state = await waitFor(
    'the new session to show the same place',
    async () => {
      const now = await stateNow();
      return sessions.size > 1 && now.readyState > 1 && Math.abs(now.currentTime - place) < 0.5 ? now : null;
    },
    { withinMs: 60_000 },
  );
  expect(state.paused).toBe(true);
  expect(await page.evaluate('document.activeElement.className')).toBe('watch-channel');
  expect(await page.locator('.player-screen').count()).toBe(0);
}, 180_000);

it('small pictures of the film show where somebody winds to', async () => {
  const film = await publish(await makeClip(bFrames30(14)));
  await waitFor('the small pictures', async () => (await storyboardOf(film)) ?? null, { withinMs: 60_000 });
  const { page, complaints } = window;
  await page.goto(watchPage(film));
  await startButton(page).click();
  const range = page.locator('media-time-range');
  await range.waitFor();
  const small = range.locator('media-preview-thumbnail');
  const shownOver = async (share: number, unlike = '') =>
    waitFor(
      `a small picture over ${share} of the film`,
      async () => {
        const box = await range.boundingBox();
        if (!box) return null;
        await page.mouse.move(box.x + box.width * share + 2, box.y + box.height / 2);
        await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
        const place = await small.getAttribute('mediapreviewcoords');
        const drawn = await small
          .locator('img')
          .evaluate((img: { naturalWidth: number; src: string }) => img.naturalWidth > 0 && img.src);
        return drawn && place && place !== unlike && (await small.isVisible()) ? { place, drawn } : null;
      },
      { withinMs: 60_000 },
    );
  const early = await shownOver(0.2);
  const late = await shownOver(0.8, early.place);
  expect(late.drawn).toMatch(/\/p\/[^/]+\/[0-9a-f-]{36}\/storyboard\/[^/]+\/000\.jpg/);
  expect(complaints).toEqual([]);
}, 180_000);

async function storyboardOf({ creator, id }: Film): Promise<string | undefined> {
  return (await creator.post<{ storyboardUrl?: string }>(`/videos/${id}/playback`)).body.storyboardUrl;
}

/** Notes where the film of the next page stands whenever it moves on; the answer tells all places so far. */
async function openPlaces(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(`
    window.placesSeen = [];
    document.addEventListener('timeupdate', ({ target }) => {
      if (target.readyState > 2 && !target.seeking) placesSeen.push(target.currentTime);
    }, true);`);
  return () => page.evaluate('placesSeen') as Promise<number[]>;
}
