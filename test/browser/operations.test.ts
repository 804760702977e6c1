import type { Browser, Page } from 'playwright-core';
import { createDatabase, type Database } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';
import { launchBrowser, openWindow, type Window } from '../support/browser';
import { aDeadLetter } from '../support/dead-letters';
import { overflowOf } from '../support/page-layout';
import { type Product, startProduct } from '../support/product';
import { openChannelInStudio, signUpInStudio } from '../support/studio';

/** Names a folder to keep a picture of what is seen. */
const shotsFolder = process.env.SHOTS_DIR;

let product: Product;
let browser: Browser;
let db: Database;
let window: Window;

beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ mode: 'embedded' });
  db = createDatabase({ url: product.databaseUrl, poolMax: 2, logger: silentLogger, applicationName: 'watching' });
}, 120_000);
afterEach(() => window?.close());
afterAll(async () => {
  await browser?.close();
  await db?.close();
  await product?.stop();
}, 60_000);

async function makeOperator(email: string): Promise<void> {
  await db.reader.raw(
    'insert into identity.operators (account_id, added_at) select id, now() from identity.accounts where email = ?',
    [email],
  );
}

async function look(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect({ name, width, overflow: await overflowOf(page) }).toEqual({ name, width, overflow: null });
    if (shotsFolder) await page.screenshot({ path: `${shotsFolder}/${name}-${width}.png`, fullPage: true });
  }
}

test('staff see what got stuck, replay it and discard it with a reason; for others the page is not there', async () => {
  window = await openWindow(browser, { colorScheme: 'light' });
  const { page, complaints } = window;
  const email = await signUpInStudio(page, product.url);
  await openChannelInStudio(page, 'Control room');
  expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
  await page.goto(`${product.url}/studio/operations`);
  await page.getByText('There is nothing here').waitFor();

  await makeOperator(email);
  await page.goto(`${product.url}/studio/operations`);
  await page.getByText('No dead letters').waitFor();
  await look(page, 'operations-empty');
  for (let i = 1; i <= 4; i++) {
    const body = { filling: `plum ${i}`, ovenToken: 'do not show' };
    await aDeadLetter(db, { body, error: `Error: oven ${i} is cold\n    at bake (oven.ts:12)`, requestId: `req-${i}` });
  }
  await page.reload();
  await page.getByText('Error: oven 4 is cold').waitFor();
  await look(page, 'operations');

  await page.getByRole('link', { name: 'guests.taste-pie' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('"filling": "plum 4"').waitFor();
  expect(await page.getByText('do not show').count()).toBe(0);
  await page.getByText('req-4').waitFor();
  await look(page, 'dead-letter');
  await page.getByRole('button', { name: 'Discard' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('The oven is being repaired');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Discarded').first().waitFor();
  await page.getByText('The oven is being repaired').waitFor();

  await page.getByRole('link', { name: 'All dead letters' }).click();
  await page.getByRole('link', { name: 'guests.taste-pie' }).first().click();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('is on its way again.').waitFor();
  await page.getByRole('link', { name: 'All dead letters' }).click();
  await page.getByRole('button', { name: 'Replay all 2' }).click();
  await page.getByText('No dead letters').waitFor();
  const { rows } = await db.reader.raw<{ rows: unknown[] }>(
    'select 1 from bus.dead_letters where replayed_at is not null',
  );
  expect(rows).toHaveLength(3);
  expect(complaints).toEqual([]);
}, 120_000);
