import type { Composition } from './compose';

/** One order of the operator's command line. */
export interface Command {
  /** As it stands in the usage: `ID…`, `[--json]`. */
  takes: string;
  does: string;
  /** Returns what to print: a text for people, or, for `--json` and for programs, anything else. */
  run(composition: Composition, args: string[]): Promise<unknown>;
  /** Of an answer that came and is bad news; 0 unless given. */
  exitCode?(answer: unknown): number;
}

/** The words were understood and cannot be followed; the usage is printed after it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * What others wrote, as it may stand on a terminal: characters that steer one, or turn the direction of a line, are
 * escaped as JSON escapes them, so that JSON stays the same.
 */
export function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Rows as columns that line up, for a terminal. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
