import type { Plugin } from 'vite';
import { breakpoints } from './tokens';

/**
 * Media queries cannot read custom properties: `@media (--from-tablet)` and `@media (--below-tablet)`
 * become the widths of `tokens.ts`.
 */
export function breakpointsPlugin(): Plugin {
  return {
    name: 'showrunner-breakpoints',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.css(\?|$)/.test(id) || !code.includes('(--')) return null;
      return { code: replaceBreakpoints(code), map: null };
    },
  };
}

function replaceBreakpoints(css: string): string {
  return css.replace(/\(--(from|below)-(\w+)\)/g, (whole, side: string, name: string) => {
    const width = (breakpoints as Record<string, number>)[name];
    if (width === undefined) throw new Error(`There is no breakpoint for ${whole}`);
    return side === 'from' ? `(min-width: ${width}px)` : `(max-width: ${width - 0.02}px)`;
  });
}
