import type { Page } from 'playwright-core';

/** Pixels that a page is wider than its window, and the elements that stick out. */
export interface Overflow {
  pixels: number;
  elements: string[];
}

/** Null when nothing sticks out to the side. */
export async function overflowOf(page: Page): Promise<Overflow | null> {
  const found = (await page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 0 && right > clientWidth + 1 && getComputedStyle(element).position !== 'fixed';
    });
    const elements = wide.slice(0, 8).map((element) => element.tagName + '.' + element.className);
    return { pixels: scrollWidth - clientWidth, elements };
  })()`)) as Overflow;
  return found.pixels > 0 ? found : null;
}

/** Call before the page loads. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.layoutShifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.layoutShifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  `);
}

/** How much of the page has jumped since it loaded; 0.1 is the most that feels still. */
export function shiftsOf(page: Page): Promise<number> {
  return page.evaluate('layoutShifts') as Promise<number>;
}
