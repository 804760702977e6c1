import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A guard of the product, and how to take it away. */
export interface Guard {
  file: string;
  replace: string;
  by: string;
}

export interface Unguarded {
  /** A checkout to run sources from. */
  root: string;
  remove(): void;
}

const root = join(__dirname, '..', '..', '..');

/**
 * The sources without these guards, to see that what they guard against is noticed.
 * @throws when a guard is not exactly once where it was.
 */
export function withoutGuards(guards: readonly Guard[]): Unguarded {
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-unguarded-'));
  chmodSync(folder, 0o755);
  for (const part of ['src', 'migrations', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  mkdirSync(join(folder, 'test', 'support'), { recursive: true });
  cpSync(join(root, 'test', 'support', 'crash'), join(folder, 'test', 'support', 'crash'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, replace, by } of guards) {
    const whole = readFileSync(join(folder, file), 'utf8');
    if (whole.split(replace).length !== 2) throw new Error(`${file} does not hold this exactly once:\n${replace}`);
    writeFileSync(
      join(folder, file),
      whole.replace(replace, () => by),
    );
  }
  return { root: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
