import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Visitor } from './visitor';

/** Gives the window the session that a visitor has already. */
export async function signIn(page: Page, visitor: Visitor, siteUrl: string): Promise<void> {
  const cookies = visitor.cookieHeader.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: siteUrl };
  });
  await page.context().addCookies(cookies);
}

let newcomers = 0;

/** From the studio's first page to the end of signing up, as somebody who has never been here. */
export async function signUpInStudio(page: Page, siteUrl: string, name = 'Ada Reel'): Promise<string> {
  const email = `newcomer-${process.pid}-${newcomers++}@example.com`;
  await page.goto(`${siteUrl}/studio`);
  await page.getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  return email;
}

/** Gives the handle that the form proposed; a number is added to the name, so that it is free. */
export async function openChannelInStudio(page: Page, name: string): Promise<string> {
  await page.getByLabel('Channel name').fill(`${name} ${newcomers}`);
  await page.getByText('is free.').waitFor();
  const handle = await page.getByLabel('Handle').inputValue();
  await page.getByRole('button', { name: 'Open channel' }).click();
  await page.getByRole('heading', { name: 'Drop your first film here' }).waitFor();
  return handle;
}

/** By the button that is always in reach. */
export async function chooseFiles(page: Page, paths: readonly string[]): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).filter({ visible: true }).click();
  await (await dialog).setFiles([...paths]);
}

/** Drags files from outside over the page and lets go. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), base64: (await readFile(path)).toString('base64') })),
  );
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of ${JSON.stringify(files)}) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: 'video/mp4' }));
    }
    return transfer;
  })()`);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer });
}

export function tray(page: Page): Locator {
  return page.getByRole('region', { name: 'Uploads' });
}

export function trayItem(page: Page, title: string): Locator {
  return tray(page).locator('li').filter({ hasText: title });
}

export function libraryRow(page: Page, title: string): Locator {
  return page.locator('tbody tr').filter({ hasText: title });
}
