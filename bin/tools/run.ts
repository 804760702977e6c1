import { type ChildOptions, startChild } from '../services/child';

export interface Outcome {
  ok: boolean;
  /** Null when a signal ended it. */
  code: number | null;
  seconds: number;
  /** The last of what it printed, when output was piped. */
  output: string;
}

/** Runs a program to its end; it dies with us. */
export async function run(options: ChildOptions): Promise<Outcome> {
  const started = performance.now();
  const child = await startChild(options);
  const { code } = await child.exited;
  return { ok: code === 0, code, seconds: (performance.now() - started) / 1000, output: child.tail() };
}

/** Runs a program that must succeed. @throws with the last of what it printed. */
export async function mustRun(options: ChildOptions): Promise<Outcome> {
  const outcome = await run(options);
  if (!outcome.ok) throw new CommandFailure(`${options.name} failed.${outcome.output ? `\n${outcome.output}` : ''}`);
  return outcome;
}

/** Ends a command with one line for the person and no stack. */
export class CommandFailure extends Error {
  override name = 'CommandFailure';
}

/** The frame of every command: failures meant for people are printed plainly, others with their stack. */
export function command(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof CommandFailure ? error.message : error);
      process.exit(1);
    },
  );
}
