import { join, resolve } from 'node:path';

/** The checkout. */
export const root = resolve(__dirname, '..', '..');

/** A path as the person typed it, from where they stood. */
export function fromCaller(path: string): string {
  return resolve(process.env.SHOWRUNNER_CALLED_FROM ?? process.cwd(), path);
}

export const dist = join(root, 'dist');
