import type { Page } from 'playwright-core';
import { browserSite } from '../support/browser-site';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, signUp, whenSettled } from '../support/creator';
import { signIn } from '../support/studio';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

const site = browserSite(() => ({ MEDIA_LADDER: 'none' }));
let creator: Visitor;
let handle: string;
let film: string;

beforeAll(async () => {
  ({ creator, handle } = await openChannel(site.product.url));
  film = await draftVideo(creator, handle, 'First light over the delta');
  await creator.upload(film, await makeClip(bFrames30(120)), { filename: 'film.mp4' });
  await whenSettled(creator, film);
  await creator.put(`/videos/${film}/publication`, { visibility: 'public' });
}, 180_000);

async function set(path: string, body: unknown): Promise<void> {
  const { status } = await creator.put(path, body);
  expect([path, status]).toEqual([path, 200]);
}

/** Presses play and waits until the film moves. */
async function play(page: Page): Promise<void> {
  await page.locator('.player-start').click();
  const moves = () => page.evaluate(`(document.querySelector('.player video')?.currentTime ?? 0) > 0.5`);
  await waitFor('the film to move', moves, { withinMs: 60_000 });
}

const shown = (page: Page, words: string) =>
  page.locator('.player-screen').getByText(words).waitFor({ timeout: 90_000 });

test('a viewer is refused with the reason, let in, watches, and is told why it ends', async () => {
  const viewer = await signUp(site.product.url, 'Zoe');
  const { body: me } = await viewer.get<{ email: string }>('/me');
  await set(`/videos/${film}/access`, { kind: 'restricted', ways: [] });
  const { page } = await site.open();
  await signIn(page, viewer, site.product.url);
  await page.goto(`${site.product.url}/watch/${film}`);
  await page.getByRole('heading', { name: 'By invitation' }).waitFor();

  const granted = await creator.post<{ id: string }>(`/channels/${handle}/entitlements`, {
    email: me.email,
    covers: { kind: 'video', videoId: film },
  });
  expect(granted.status).toBe(201);
  await page.reload();
  await play(page);
  await creator.delete(`/channels/${handle}/entitlements/${granted.body.id}`);
  await shown(page, 'By invitation');
  await shown(page, 'You could watch it until');
}, 240_000);

/** Each waits for a heartbeat; the player's own tests know every reason. */
const alsoWithdrawn: [string, unknown, string][] = process.env.SHOWRUNNER_LONG
  ? [
      ['blocked where the viewer is', { windows: [{ effect: 'deny' }] }, 'Not shown where you are'],
      ['kept from those who have not said how old they are', { windows: [], minimumAge: 18 }, 'Not for every age'],
    ]
  : [];

for (const [what, rights, title] of alsoWithdrawn) {
  test(`a film that is ${what} stops, and says so`, async () => {
    await set(`/videos/${film}/access`, { kind: 'free' });
    await set(`/videos/${film}/rights`, { windows: [] });
    const { page } = await site.open();
    await page.goto(`${site.product.url}/watch/${film}`);
    await play(page);
    await set(`/videos/${film}/rights`, rights);
    await shown(page, title);
    await page.reload();
    await page.locator('.refused-title').getByText(title).waitFor();
  }, 240_000);
}

test('a password opens the film in a browser without JavaScript, and only there', async () => {
  await set(`/videos/${film}/access`, { kind: 'free' });
  await set(`/videos/${film}/rights`, { windows: [] });
  await set(`/videos/${film}/publication`, { visibility: 'password', password: 'before dawn' });
  const { page: somebody } = await site.open();
  const context = await somebody.context().browser()?.newContext({ javaScriptEnabled: false });
  if (!context) throw new Error('no browser');
  const page = await context.newPage();
  await page.goto(`${site.product.url}/watch/${film}`);
  await page.getByLabel('Password').fill('at noon');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('That is not the password.').waitFor();
  await page.getByLabel('Password').fill('before dawn');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.locator('[data-player]').waitFor();
  await somebody.goto(`${site.product.url}/watch/${film}`);
  await somebody.getByRole('heading', { name: 'Opens with a password' }).waitFor();
  await context.close();
}, 120_000);
