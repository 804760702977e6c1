import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { breakpointsPlugin } from './src/ui/breakpoints-plugin';
import { compressPlugin } from './src/ui/compress-plugin';
import { tokensPlugin } from './src/ui/tokens-plugin';

const source = resolve(__dirname, 'src/dashboard');
const base = '/studio/';

// Two dozen small files cost more round trips than they save: libraries change seldom and are kept together,
// what several pages need comes with the shell, and each page remains a file of its own.
const fewFiles = [
  { name: 'libraries', test: /node_modules/ },
  { name: 'shared', test: /src\/(ui|dashboard\/(api|messages|notify))\/|clients\/typescript/, minShareCount: 2 },
];

/** The studio: static files below `/studio/assets/`, nothing inline, so that `script-src 'self'` holds. */
export default defineConfig({
  root: source,
  base,
  publicDir: false,
  plugins: [react(), tokensPlugin(), breakpointsPlugin(), themeBeforePaint(), compressPlugin()],
  build: {
    outDir: resolve(__dirname, 'dist/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { main: resolve(source, 'index.html'), theme: resolve(source, 'theme.ts') },
      output: { codeSplitting: { groups: fewFiles } },
    },
  },
  server: { proxy: { '^/(api|embed|p|media|images)/': { target: 'http://localhost:3000', changeOrigin: true } } },
});

/** Puts the built `theme.ts` first into the page, as a script the browser waits for. */
function themeBeforePaint(): Plugin {
  return {
    name: 'showrunner-theme-before-paint',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const script = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === 'theme');
        return script ? [{ tag: 'script', attrs: { src: base + script.fileName }, injectTo: 'head-prepend' }] : [];
      },
    },
  };
}
