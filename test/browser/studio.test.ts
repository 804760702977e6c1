import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { browserSite } from '../support/browser-site';
import { bFrames30, film23976, makeClip } from '../support/clips';
import { startButton } from '../support/film-visit';
import { overflowOf } from '../support/page-layout';
import { chooseFiles, dropFiles, libraryRow, openChannelInStudio, signUpInStudio, tray } from '../support/studio';
import { waitFor } from '../support/wait-for';

const site = browserSite();

/** Two films and a letter in a film's clothes. */
async function threeFiles(): Promise<string[]> {
  const files = ['Slow river.mp4', 'Night train.mp4', 'Not a film.mp4'].map((name) => join(site.folder, name));
  const [river = '', train = '', letter = ''] = files;
  await copyFile(await makeClip(bFrames30(8)), river);
  await copyFile(await makeClip(film23976(6)), train);
  await writeFile(letter, 'Dear friend, this is a letter and no film.\n'.repeat(100));
  return files;
}

async function expectFits(page: Page): Promise<void> {
  expect(await overflowOf(page)).toBeNull();
}

const sizes: [string, number, number, typeof dropFiles][] = [
  ['on a desk, dropping files', 1280, 800, dropFiles],
  ['on a phone, choosing files', 390, 844, chooseFiles],
];

test.each(sizes)(
  'somebody new %s: signs up, opens a channel, uploads three files, publishes one, and the link plays',
  async (_, width, height, give) => {
    const { page, complaints } = await site.open({ width, height });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signUpInStudio(page, site.product.url);
    await openChannelInStudio(page, `River films ${width}`);
    await expectFits(page);

    await give(page, await threeFiles());
    await tray(page).getByRole('progressbar', { name: 'Upload of Slow river' }).waitFor();
    await expectFits(page);
    for (const title of ['Slow river', 'Night train']) {
      await libraryRow(page, title).getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
    }
    await libraryRow(page, 'Not a film').getByText('Failed', { exact: true }).waitFor({ timeout: 60_000 });
    await expectFits(page);

    await page.getByRole('link', { name: 'Not a film' }).filter({ visible: true }).first().click();
    await page.getByText('This file is not a film we can read.').first().waitFor();
    await expectFits(page);
    await page.getByRole('link', { name: 'Videos', exact: true }).filter({ visible: true }).first().click();

    await libraryRow(page, 'Slow river').getByRole('link', { name: 'Slow river' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('“Slow river” is published.').waitFor();
    await page.locator('#content').getByRole('button', { name: 'Copy link' }).click();
    await expectFits(page);
    const link = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(link).toMatch(new RegExp(`^${site.product.url}/watch/vid_`));

    await page.goto(link);
    await page.getByRole('heading', { name: 'Slow river', level: 1 }).waitFor();
    await expectFits(page);
    await startButton(page).click();
    const at = () => page.evaluate('document.querySelector("video").currentTime') as Promise<number>;
    await waitFor('three seconds of the film', async () => (await at()) > 3, { withinMs: 30_000 });
    await expectFits(page);
    expect(complaints).toEqual([]);
  },
  120_000,
);
