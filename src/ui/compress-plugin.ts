import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const worthwhileBytes = 1024;

/** Lays `.br` and `.gz` beside each built script and style, so that no process compresses them again and again. */
export function compressPlugin(): Plugin {
  return {
    name: 'showrunner-compress',
    // From what was written: until then Vite still rewrites the code.
    writeBundle({ dir = '.' }, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        if (/\.(js|css|svg)$/.test(fileName)) compress(join(dir, fileName));
      }
    },
  };
}

function compress(file: string): void {
  const source = readFileSync(file);
  if (source.length < worthwhileBytes) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${file}.br`, brotliCompressSync(source, { params }));
  writeFileSync(`${file}.gz`, gzipSync(source, { level: 9 }));
}
