import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { breakpointsPlugin } from './src/ui/breakpoints-plugin';
import { compressPlugin } from './src/ui/compress-plugin';
import { tokensPlugin } from './src/ui/tokens-plugin';

/** The public site's scripts and styles: hashed names below `/assets/`; pages find them through `manifest.json`. */
export default defineConfig({
  root: resolve(__dirname, 'src/viewer'),
  base: '/',
  publicDir: false,
  plugins: [tokensPlugin(), breakpointsPlugin(), compressPlugin()],
  build: {
    // Not dist/viewer: the compiled pages lie there, and this folder is emptied.
    outDir: resolve(__dirname, 'dist/site'),
    emptyOutDir: true,
    target: 'es2022',
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 700, // hls.js, loaded when a film is started
    rolldownOptions: {
      input: ['theme', 'site', 'player'].map((name) => resolve(__dirname, `src/viewer/islands/${name}.ts`)),
    },
  },
});
