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
