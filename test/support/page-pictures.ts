import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { overflowOf } from './page-layout';
import { waitFor } from './wait-for';

/** A phone, a tablet, a desk. */
export const widths = [390, 768, 1440];
export const heightOf = (width: number): number => (width === 390 ? 844 : 900);

/** Names a folder to keep a picture of every page in every width and theme. */
const shotsFolder = process.env.SHOTS_DIR;

const picturesAreThere = `[...document.images].every(
  (image) => image.complete || image.getBoundingClientRect().top > innerHeight || image.getBoundingClientRect().width === 0,
)`;

/** Keeps the page in both themes, when `SHOTS_DIR` says where. */
export async function photograph(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (!shotsFolder) return;
  mkdirSync(shotsFolder, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await waitFor('the pictures in view', () => page.evaluate(picturesAreThere));
    const path = join(shotsFolder, `${name}-${colorScheme}.png`);
    await page.screenshot({ path, animations: 'disabled', fullPage });
  }
}

/** Nothing sticks out to the side in any width; keeps a picture of each. */
export async function expectFits(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightOf(width) });
    expect({ name, width, overflow: await overflowOf(page) }).toEqual({ name, width, overflow: null });
    await photograph(page, `${name}-${width}`, options);
  }
}
