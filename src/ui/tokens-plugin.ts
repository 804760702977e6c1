import type { Plugin } from 'vite';
import { tokensCss } from './tokens-css';

const name = 'virtual:tokens.css';

/** Lets a front end `import 'virtual:tokens.css'`: the custom properties made from `tokens.ts`. */
export function tokensPlugin(): Plugin {
  return {
    name: 'showrunner-tokens',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? tokensCss() : null),
  };
}
