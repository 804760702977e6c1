import type { Page } from 'playwright-core';
import { decodeBeeps, decodeFrames } from './decoded-rendition';
import { barcodePoints, type FilmTruth } from './film-check';
import type { FilmObservation, SeekSeen } from './film-observation';
import { pageScript } from './page-script';
import { waitFor } from './wait-for';

/** Opens a watch page with eyes and ears in it; the film does not play yet. */
export async function openFilm(page: Page, address: string): Promise<void> {
  await page.addInitScript({ content: pageScript('film-watcher') });
  await page.goto(address);
  await startButton(page).waitFor();
  await page.evaluate(`filmWatcher.watch(${JSON.stringify(barcodePoints())})`);
}

/** Presses play and waits for the film's end. */
export async function playToTheEnd(page: Page, withinMs = 60_000): Promise<FilmObservation> {
  await startButton(page).click();
  const observe = () => page.evaluate('filmWatcher.observation()') as Promise<FilmObservation>;
  const over = async () => ((await page.evaluate('filmWatcher.isOver()')) ? true : null);
  await waitFor('the end of the film', over, { withinMs, everyMs: 250 }).catch(() => undefined); // the check says how far it came
  return observe();
}

export function seekTo(page: Page, times: readonly number[]): Promise<SeekSeen[]> {
  return page.evaluate(`filmWatcher.seek(${JSON.stringify(times)})`) as Promise<SeekSeen[]>;
}

/** What a film made by `./clips` shows and sounds like, read from the file itself. */
export async function truthOf(path: string): Promise<FilmTruth> {
  const [frames, beeps] = [await decodeFrames(path), await decodeBeeps(path)];
  const shownAt: number[] = [];
  for (const { number, seconds } of frames) if (number !== null) shownAt[number] = seconds;
  return { shownAt, beeps };
}

export function startButton(page: Page) {
  return page.locator('.player-start');
}
