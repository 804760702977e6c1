import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { VideoLibrary, VideoTeamView } from '../../src/modules/videos/contract';
import type { Window } from '../support/browser';
import { browserSite } from '../support/browser-site';
import { bFrames30, film23976, makeClip } from '../support/clips';
import { draftVideo, openChannel, whenSettled } from '../support/creator';
import { renditionProgress } from '../support/factories/videos';
import { shiftsOf, watchShifts } from '../support/page-layout';
import { expectFits, heightOf, widths } from '../support/page-pictures';
import { libraryRow, signIn } from '../support/studio';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

const site = browserSite();
let creator: Visitor;
let handle: string;
/** A film that is whole. */
let film: string;
let window: Window;
let page: Page;

beforeAll(async () => {
  ({ creator, handle } = await openChannel(site.product.url));
  film = await draftVideo(creator, handle, 'First light over the delta');
  await creator.upload(film, await makeClip(bFrames30(8)));
  await whenSettled(creator, film);
}, 180_000);
beforeEach(async () => {
  window = await site.open({ width: 1440, height: 900 });
  page = window.page;
  await signIn(page, creator, site.product.url);
  await offerPosters(4);
});

const open = (id: string) => page.goto(`${site.product.url}/studio/@${handle}/videos/${id}`);
const panel = (name: string) => page.getByRole('region', { name, exact: true });
const settles = { timeout: 120_000 };

async function chooseFilm(path: string): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: /^(Replace the film|Upload another file)$/ })
    .first()
    .click();
  await (await dialog).setFiles(path);
}

/** The length of the film that viewers get. */
const lengthOf = async (id: string) => (await creator.get<VideoTeamView>(`/videos/${id}`)).body.durationMs;

test('a film’s qualities appear and fill while one looks on; another film takes its place, a letter does not', async () => {
  const id = await draftVideo(creator, handle, 'Slow river');
  await watchShifts(page);
  await open(id);
  await panel('Qualities').getByText('They appear here as soon as a film is uploaded.').waitFor();
  await creator.upload(id, await makeClip(bFrames30(8)));
  await panel('Qualities').getByText('Plays in every quality.').waitFor(settles);
  const qualities = await panel('Qualities').getByRole('listitem').allInnerTexts();
  expect(qualities.length).toBeGreaterThan(1);
  for (const words of qualities) expect(words).toMatch(/ready$/);
  expect(await shiftsOf(page)).toBeLessThan(0.1);

  const letter = join(site.folder, 'letter.mp4');
  await writeFile(letter, 'This is no film.\n'.repeat(50));
  await chooseFilm(letter);
  await page.getByText('The old film still plays.').waitFor(settles);
  await panel('Qualities').getByText('Plays in every quality.').waitFor();
  const before = await lengthOf(id);

  await chooseFilm(await makeClip(film23976(6)));
  await waitFor('the new film under the old link', async () => (await lengthOf(id)) !== before, { withinMs: 120_000 });
  await page.getByText('The old film still plays.').waitFor({ state: 'hidden', ...settles });
  await panel('Qualities').getByText('Plays in every quality.').waitFor(settles);
  expect(await page.title()).toMatch('Slow river');
  expect(window.complaints).toEqual([]);
}, 300_000);

/** Stills of the film, chosen and remembered as the server would. */
async function offerPosters(count: number): Promise<{ chosen: string; refuse: boolean }> {
  const state = { chosen: 'still-0', refuse: false };
  const answer = () => ({
    items: Array.from({ length: count }, (_, index) => {
      const id = `still-${index}`;
      return { id, url: `/posters/${id}.jpg`, atSeconds: index * 20, chosen: id === state.chosen };
    }),
  });
  await page.route('**/posters/still-*.jpg', async (route) => {
    const hue =
      Number(
        route
          .request()
          .url()
          .match(/(\d+)\.jpg$/)?.[1],
      ) * 40;
    const background = { r: 40 + hue, g: 90, b: 160 - hue / 2 };
    const picture = sharp({ create: { width: 320, height: 180, channels: 3, background } });
    return route.fulfill({ contentType: 'image/jpeg', body: await picture.jpeg().toBuffer() });
  });
  await page.route('**/api/v1/videos/*/posters', (route) => route.fulfill({ json: answer() }));
  await page.route('**/api/v1/videos/*/poster', (route) => {
    if (state.refuse) return route.fulfill({ status: 404, json: problem(404, 'There is no such picture.') });
    state.chosen = (route.request().postDataJSON() as { posterId: string }).posterId;
    return route.fulfill({ json: answer() });
  });
  return state;
}

const problem = (status: number, detail: string) => ({ status, code: 'refused', title: 'Refused', detail });

/** What the server would say of the film, had it come to this. */
async function suppose(change: Partial<VideoTeamView>): Promise<void> {
  const changed = (video: VideoTeamView) => (video.id === film ? { ...video, ...change } : video);
  await page.route(`**/api/v1/videos/${film}`, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    return route.fulfill({ response, json: changed((await response.json()) as VideoTeamView) });
  });
  await page.route('**/api/v1/channels/*/videos?*', async (route) => {
    const response = await route.fetch();
    const library = (await response.json()) as VideoLibrary;
    return route.fulfill({ response, json: { ...library, items: library.items.map(changed) } });
  });
}

const rung = (height: number, more: Parameters<typeof renditionProgress>[0]) =>
  renditionProgress({ name: `${height}p`, height, width: Math.round((height * 16) / 9), ...more });
const sound = renditionProgress({ name: 'audio', kind: 'audio', width: null, height: null, state: 'ready' });
const working = [
  rung(234, { state: 'ready' }),
  rung(360, { state: 'ready' }),
  rung(540, { state: 'working', progress: 0.42 }),
  rung(720, { state: 'waiting' }),
  rung(1080, { state: 'waiting' }),
  sound,
];
const tooLong = 'This quality took too long to make. The others are safe; try it again, or upload a shorter film.';
const mostlyReady = [rung(360, { state: 'ready' }), rung(1080, { state: 'failed', failure: tooLong }), sound];

const today = (hours: number, minutes: number) => new Date(new Date().setHours(hours, minutes, 0, 0)).toISOString();
const tomorrow = (hours: number, minutes: number) =>
  new Date(new Date(Date.now() + 86_400_000).setHours(hours, minutes, 0, 0)).toISOString();
const publication = {
  visibility: 'public',
  startsAt: tomorrow(20, 0),
  endsAt: null,
  publishedAt: today(0, 0),
} as const;
const notYet = { status: 'processing', playable: false, progress: 0.12, etaSeconds: 1_500 } as const;
const late = { startsAt: publication.startsAt, expectedAt: tomorrow(20, 12) };

const notAFilm = {
  code: 'not_a_film',
  message:
    'This file is not a film we can read. Your title, description and settings are kept. Upload an MP4, MOV, MKV, WebM, AVI or MPEG file.',
};

interface Look {
  name: string;
  change: Partial<VideoTeamView>;
  shows: string | RegExp;
  inLibrary: string | RegExp;
}

const looks: Look[] = [
  {
    name: 'working',
    change: { progress: 0.42, etaSeconds: 245, renditions: working },
    shows: 'Plays now in 360p; more qualities follow.',
    inLibrary: 'About 4 minutes left · 42 %',
  },
  {
    name: 'one-failed',
    change: { renditions: mostlyReady },
    shows: tooLong,
    inLibrary: 'It plays, but not in 1080p.',
  },
  {
    name: 'late',
    change: { ...notYet, renditions: working.map((one) => ({ ...one, state: 'waiting' })), publication, late },
    shows: /^Will not be ready at .*20:00: expected about 20:12\./,
    inLibrary: 'Not ready by then: about 20:12',
  },
  {
    name: 'replacing',
    change: { status: 'processing', progress: 0, etaSeconds: null, renditions: [] },
    shows: 'The new film is being made ready; the present one plays until it does.',
    inLibrary: /Working out how long … · 0 % · plays already/,
  },
  {
    name: 'replacement-failed',
    change: { failure: { code: 'not_a_film', message: 'This file is not a film we can read.' } },
    shows: 'The new file could not be used',
    inLibrary: 'The new file could not be used. The old film still plays.',
  },
];

test.each(looks.map((look): [string, Look] => [look.name, look]))(
  'the studio shows a film that is %s, in every width, on its page and in the list',
  async (name, { change, shows, inLibrary }) => {
    await suppose(change);
    await open(film);
    await page.getByText(shows).first().waitFor();
    await page.waitForLoadState('networkidle');
    await expectFits(page, `making-${name}`, { fullPage: true });
    await page.goto(`${site.product.url}/studio/@${handle}/videos`);
    await libraryRow(page, 'First light').getByText(inLibrary).first().waitFor();
    await expectFits(page, `making-${name}-library`, { fullPage: true });
    expect(window.complaints).toEqual([]);
  },
  60_000,
);

test('of a file that nothing could be made of, nothing says when it was made, and the list says what to do to its end', async () => {
  await suppose({ status: 'failed', playable: false, progress: 0, renditions: [], failure: notAFilm });
  await page.route('**/api/v1/videos/*/posters', (route) => route.fulfill({ json: { items: [] } }));
  await open(film);
  await panel('Poster').getByText('No stills could be taken from this file.').waitFor();
  expect(await panel('Qualities').textContent()).toMatch(/^Qualities\s*Failed\s*Nothing could be made of this file\.$/);
  await page.goto(`${site.product.url}/studio/@${handle}/videos`);
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightOf(width) });
    const words = libraryRow(page, 'First light').getByText(notAFilm.message);
    await words.waitFor();
    const isWhole: (element: { scrollHeight: number; clientHeight: number }) => boolean = (element) =>
      element.scrollHeight <= element.clientHeight;
    expect({ width, isWhole: await words.evaluate(isWhole) }).toEqual({ width, isWhole: true });
  }
}, 60_000);

test('a failed quality is waiting from the click on, and failed again when the server refuses', async () => {
  await suppose({ renditions: mostlyReady });
  let isRefused = false;
  await page.route('**/renditions/1080p/retry', async (route) => {
    await waitFor('the row to be looked at', () => isRefused, { withinMs: 30_000 });
    return route.fulfill({ status: 409, json: problem(409, 'This quality is being made already.') });
  });
  await open(film);
  const row = panel('Qualities').getByRole('listitem').filter({ hasText: '1080p' });
  await row.getByRole('button', { name: 'Retry 1080p' }).click();
  await row.getByText('waiting', { exact: true }).waitFor();
  isRefused = true;
  await page.getByRole('alert').getByText('This quality is being made already.').waitFor();
  await row.getByText(tooLong).waitFor();
}, 60_000);

test('a start that will be missed is moved by one click, and back', async () => {
  await suppose({ ...notYet, publication, late });
  await open(film);
  const startOf = async () => (await creator.get<VideoTeamView>(`/videos/${film}`)).body.publication?.startsAt;
  await page.getByRole('button', { name: 'Move to 20:15' }).click();
  await page.getByText(/“First light over the delta” opens .*20:15/).waitFor();
  expect(await startOf()).toBe(tomorrow(20, 15));
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitFor('the old start', async () => (await startOf()) === publication.startsAt);
  await creator.delete(`/videos/${film}/publication`);
}, 60_000);

test('a still becomes the poster as one clicks or presses Enter, with the way back', async () => {
  const state = await offerPosters(6);
  await open(film);
  const still = (time: string) => panel('Poster').getByRole('button', { name: `Still at ${time}`, exact: true });
  const isChosen = async (time: string) => (await still(time).getAttribute('aria-pressed')) === 'true';
  await still('1:00').click();
  await page.getByText('The poster is changed.').waitFor();
  expect([await isChosen('1:00'), await isChosen('0:00'), state.chosen]).toEqual([true, false, 'still-3']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitFor('the old poster', () => state.chosen === 'still-0');

  await still('0:00').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await waitFor('the poster of the keyboard', () => state.chosen === 'still-1');
  await expectFits(page, 'posters', { fullPage: true });
  state.refuse = true;
  await still('0:40').click();
  await page.getByRole('alert').getByText('There is no such picture.').waitFor();
  await waitFor('the mark to go back', () => isChosen('0:20'));
}, 60_000);
