import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A guard of the product, and how to take it away. */
export interface Guard {
  file: string;
  replace: string;
  by: string;
}

/** Guards whose absence must turn a reckoning red. */
export const guards = {
  inbox: [{ file: 'src/platform/bus/store.ts', replace: 'return rowCount > 0;', by: 'return true;' }],
  fence: [
    {
      file: 'src/modules/media/store-tasks.ts',
      replace: "as held (id, fence) using (id, fence)\n     where state = 'running' order by",
      by: 'as held (id, any_fence) using (id) order by',
    },
    {
      file: 'src/modules/media/store-tasks.ts',
      replace: ".where({ id: task.id, fence: task.fence, state: 'running' })",
      by: '.where({ id: task.id })',
    },
  ],
  lease: [
    {
      file: 'src/modules/media/store-claims.ts',
      replace: "where state = 'running' and lease_until < now() and attempts < ?",
      by: "where state = 'running' and attempts < ?",
    },
    {
      file: 'src/modules/media/store-claims.ts',
      replace: "or state = 'running' and lease_until < now())",
      by: "or state = 'running')",
    },
  ],
} satisfies Record<string, readonly Guard[]>;

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
    if (!holdsOnce(whole, replace)) throw new Error(`${file} does not hold this exactly once:\n${replace}`);
    writeFileSync(
      join(folder, file),
      whole.replace(replace, () => by),
    );
  }
  return { root: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function holdsOnce(whole: string, text: string): boolean {
  return whole.split(text).length === 2;
}
