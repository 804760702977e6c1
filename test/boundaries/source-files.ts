import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '..', '..');

/** Files that belong to the project, relative to the checkout: tracked, or new and not ignored. */
export function projectFiles(...folders: string[]): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 });
  return listed
    .split('\n')
    .filter((file) => file !== '' && !file.startsWith('test/boundaries/planted/') && existsSync(join(root, file)));
}

export function contentOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export const isCode = (file: string): boolean => /\.(ts|tsx|cts|mts|js|cjs|mjs|sh)$/.test(file);
export const isTypeScript = (file: string): boolean => /\.tsx?$/.test(file);
