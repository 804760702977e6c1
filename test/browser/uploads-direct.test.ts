import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Page, Request } from 'playwright-core';
import { type BigFilm, makeBigFilm } from '../support/big-film';
import { browserSite } from '../support/browser-site';
import { bFrames30, makeClip } from '../support/clips';
import { startButton } from '../support/film-visit';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { chooseFiles, libraryRow, openChannelInStudio, signUpInStudio, trayItem } from '../support/studio';
import { waitFor } from '../support/wait-for';

const mebibyte = 1024 ** 2;
const partBytes = 8 * mebibyte;
const title = 'Wide river';

let s3: OpenedS3;
let film: BigFilm;

beforeAll(async () => {
  s3 = await openS3Storage({ prefix: '' });
}, 60_000);
const site = browserSite(() => {
  const { bucket, region, endpoint, accessKeyId, secretAccessKey } = s3.options;
  return {
    MEDIA_DELIVERY: 'direct',
    S3_BUCKET: bucket,
    S3_REGION: region,
    S3_ENDPOINT: endpoint ?? '',
    S3_ACCESS_KEY_ID: accessKeyId.reveal(),
    S3_SECRET_ACCESS_KEY: secretAccessKey.reveal(),
  };
});
beforeAll(async () => {
  film = await makeBigFilm(await makeClip(bFrames30(4)), join(site.folder, `${title}.mp4`), 2 * partBytes + mebibyte);
  await s3.storage.direct?.allowBrowsersOf(site.product.url);
  await s3.storage.direct?.allowPlayers();
}, 60_000);
afterAll(() => s3?.close());

/** Parts that the page sends to the bucket, from now. */
function partsSent(page: Page): number[] {
  const numbers: number[] = [];
  page.on('request', (request: Request) => {
    if (request.method() === 'PUT') numbers.push(Number(new URL(request.url()).searchParams.get('partNumber')));
  });
  return numbers;
}

/** Which sites gave the page pieces of a film, from now. */
function siteOfPieces(page: Page): Set<string> {
  const origins = new Set<string>();
  page.on('response', (answer) => {
    const { origin, pathname } = new URL(answer.url());
    if (answer.ok() && /\.(m4s|mp4|m4a)$/.test(pathname)) origins.add(origin);
  });
  return origins;
}

async function received(page: Page, handle: string): Promise<number | null> {
  const answer = await page.request.get(`${site.product.url}/api/v1/channels/${handle}/uploads`);
  const { items } = (await answer.json()) as { items: { offset: number; protocol: string }[] };
  return items[0]?.protocol === 'multipart' ? items[0].offset : null;
}

async function sourcesInBucket(): Promise<string[]> {
  const hashes: string[] = [];
  for await (const { key } of s3.storage.list('media/')) {
    if (!key.endsWith('/original')) continue;
    hashes.push(
      createHash('sha256')
        .update(await buffer(await s3.storage.read(key)))
        .digest('hex'),
    );
  }
  return hashes;
}

test('a film goes from the studio straight to the bucket, only the missing part again after a reload, and plays from there', async () => {
  const { page, complaints } = await site.open();
  await signUpInStudio(page, site.product.url);
  const handle = await openChannelInStudio(page, 'Bucket films');
  await page.route(/partNumber=2/, () => undefined); // never leaves
  await chooseFiles(page, [film.path]);
  const atHalf = film.bytes - partBytes;
  await waitFor('the other parts', async () => (await received(page, handle)) === atHalf, { withinMs: 60_000 });
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await page.unroute(/partNumber=2/); // not before: what is held would be let go

  const parts = partsSent(page);
  const dialog = page.waitForEvent('filechooser');
  await trayItem(page, title)
    .getByRole('button', { name: `Choose the file again: ${title}` })
    .click();
  await (await dialog).setFiles(film.path);
  await libraryRow(page, title).getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  expect(parts).toEqual([2]);
  expect(await sourcesInBucket()).toEqual([film.sha256]);

  await libraryRow(page, title).getByRole('link', { name: title }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(`“${title}” is published.`).waitFor();
  const id = /vid_\w+/.exec(page.url())?.[0];
  const pieces = siteOfPieces(page);
  await page.goto(`${site.product.url}/watch/${id}`);
  await startButton(page).click();
  const at = () => page.evaluate('document.querySelector("video").currentTime') as Promise<number>;
  await waitFor('two seconds of the film', async () => (await at()) > 2, { withinMs: 60_000 });
  expect([...pieces]).toEqual([s3.options.endpoint]);
  expect(complaints).toEqual([]);
}, 300_000);
