import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type BigFilm, makeBigFilm, storedSources } from '../support/big-film';
import type { Window } from '../support/browser';
import { browserSite } from '../support/browser-site';
import { bFrames30, makeClip } from '../support/clips';
import { chooseFiles, libraryRow, openChannelInStudio, signUpInStudio, tray, trayItem } from '../support/studio';
import { waitFor } from '../support/wait-for';

const megabyte = 1_000_000;
const slow = 2 * megabyte;

const site = browserSite();
let window: Window;
let page: Page;
let handle: string;
let film: BigFilm;

beforeEach(async () => {
  film = await makeBigFilm(await makeClip(bFrames30(8)), join(site.folder, 'Long river.mp4'), 16 * megabyte);
  window = await site.open();
  page = window.page;
  await signUpInStudio(page, site.product.url);
  handle = await openChannelInStudio(page, 'Long films');
});

/** Bytes a second that may leave this window; null lifts the limit. */
async function limitSending(bytesPerSecond: number | null): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond ?? -1 },
  });
}

/** What the server has of the one unfinished upload; null when there is none. */
async function received(): Promise<number | null> {
  const answer = await page.request.get(`${site.product.url}/api/v1/channels/${handle}/uploads`);
  const { items } = (await answer.json()) as { items: { offset: number }[] };
  return items[0]?.offset ?? null;
}

async function sendHalf(): Promise<void> {
  await limitSending(slow);
  await chooseFiles(page, [film.path]);
  await waitFor('some megabytes on the server', async () => ((await received()) ?? 0) > 2 * megabyte, {
    withinMs: 30_000,
  });
}

/** Offsets at which the page goes on, from now. */
function offsetsSent(): number[] {
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}

async function expectWholeFilm(): Promise<void> {
  await libraryRow(page, 'Long river').getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
  expect(await storedSources(site.product.dataDir, film.bytes)).toContain(film.sha256);
}

test('an upload that is paused stands still, and goes on from the byte where it stood', async () => {
  await sendHalf();
  await trayItem(page, 'Long river').getByRole('button', { name: 'Pause: Long river' }).click();
  await trayItem(page, 'Long river')
    .getByText(/^Paused at/)
    .waitFor();
  await expect(tray(page).getByText('Uploads paused').count()).resolves.toBe(1);
  const stoodAt = await standsStill();
  const offsets = offsetsSent();
  await limitSending(null);
  await trayItem(page, 'Long river').getByRole('button', { name: 'Resume: Long river' }).click();
  await expectWholeFilm();
  expect(offsets[0]).toBe(stoodAt);
  expect(stoodAt).toBeGreaterThan(2 * megabyte);
  expect(window.complaints).toEqual([]);
}, 120_000);

/** The offset once it has stopped to grow. */
function standsStill(): Promise<number> {
  let before = -1;
  return waitFor(
    'the offset to stand still',
    async () => {
      const now = await received();
      const still = now === before;
      before = now ?? -1;
      return still ? now : null;
    },
    { everyMs: 500 },
  );
}

test('after a reload the tray names what is unfinished, takes only that file, and goes on from its offset', async () => {
  await sendHalf();
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await limitSending(null);
  const item = trayItem(page, 'Long river');
  await item.getByText('Choose Long river.mp4 again to go on.').waitFor();
  const stoodAt = await standsStill();
  const offsets = offsetsSent();

  const other = await makeBigFilm(film.path, join(site.folder, 'Another.mp4'), 17 * megabyte);
  await chooseAgain(other.path);
  await page.getByText('This is another file').waitFor();
  await chooseAgain(film.path);
  await expectWholeFilm();
  expect(offsets[0]).toBe(stoodAt);
  expect(window.complaints).toEqual([]);
}, 120_000);

async function chooseAgain(path: string): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await trayItem(page, 'Long river').getByRole('button', { name: 'Choose the file again: Long river' }).click();
  await (await dialog).setFiles(path);
}

test('a server that dies in the middle of an upload and comes back gets the rest by itself', async () => {
  await sendHalf();
  const had = (await received()) ?? 0;
  const offsets = offsetsSent();
  await site.product.killAndRestart('everything');
  await limitSending(null);
  await expectWholeFilm();
  expect(offsets.at(-1)).toBeGreaterThanOrEqual(had);
  const broken = /ERR_(CONNECTION|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED)/;
  expect(window.complaints.filter((text) => !broken.test(text))).toEqual([]);
}, 120_000);
