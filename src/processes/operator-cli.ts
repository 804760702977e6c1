import { discardDeadLetter, listDeadLetters, replayDeadLetter, showDeadLetter } from '../platform/bus';
import { loadConfig } from '../platform/config';
import { isAppError } from '../platform/errors';
import { createLogger } from '../platform/observability';
import type { Verification } from '../platform/storage';
import { type Composition, compose } from './compose';
import { diagnose, isWell } from './doctor';
import type { Finding } from './finding';
import { verdictOf, verifyStorage } from './verify-storage';

const usage = `usage: bin/showrunner COMMAND

  dead-letters list               messages that no consumer could handle
  dead-letters show ID            one of them, whole
  dead-letters replay ID          send it again; work already done is not done twice
  dead-letters discard ID REASON  give it up, and say why
  operators list                  who is staff of this installation
  operators add EMAIL             make an account staff of this installation
  operators remove EMAIL          make it an account like any other again
  storage verify [--sizes-only]   what is missing or damaged in storage, exit code 1 then, and what belongs to nothing
  doctor                          check configuration, services, storage and tools; lets browsers into the bucket where
                                  they are not; exit code 1 when something is not well
`;

interface Command {
  argCount: number;
  /** Returns what to print. */
  run(composition: Composition, args: string[], print: (line: string) => void): Promise<unknown>;
  /** Of an answer that came and is bad news; 0 unless given. */
  exitCode?(answer: unknown): number;
}

const commands: Record<string, Command> = {
  'dead-letters list': { argCount: 0, run: ({ platform }) => listDeadLetters(platform.db) },
  'dead-letters show': { argCount: 1, run: ({ platform }, [id = '']) => showDeadLetter(platform.db, id) },
  'dead-letters replay': {
    argCount: 1,
    run: async ({ platform }, [id = '']) => {
      await replayDeadLetter(platform.db, id);
      return `Dead letter ${id} is on its way again.`;
    },
  },
  'dead-letters discard': {
    argCount: 2,
    run: async ({ platform }, [id = '', ...reason]) => {
      await discardDeadLetter(platform.db, id, reason.join(' '));
      return `Dead letter ${id} is discarded.`;
    },
  },
  'operators add': {
    argCount: 1,
    run: async ({ rooms }, [email = '']) => {
      await rooms.identity.addOperator(email);
      return `${email} is an operator now.`;
    },
  },
  'operators remove': {
    argCount: 1,
    run: async ({ rooms }, [email = '']) => {
      await rooms.identity.removeOperator(email);
      return `${email} is no operator any more.`;
    },
  },
  'operators list': {
    argCount: 0,
    run: async ({ rooms }) =>
      (await rooms.identity.listOperators()).map(({ email, displayName }) => ({ email, displayName })),
  },
  'storage verify': {
    argCount: 0,
    run: (composition, args, print) => verifyStorage(composition, !args.includes('--sizes-only'), print),
    exitCode: (answer) => verdictOf(answer as Verification),
  },
  doctor: {
    argCount: 0,
    run: (composition) => diagnose(composition),
    exitCode: (findings) => (isWell(findings as Finding[]) ? 0 : 1),
  },
};

async function main(argv: string[]): Promise<number> {
  const name = Object.keys(commands).find((words) => `${argv.join(' ')} `.startsWith(`${words} `));
  const command = name ? commands[name] : undefined;
  const args = argv.slice(name?.split(' ').length);
  if (!command || args.length < command.argCount) {
    process.stderr.write(usage);
    return 2;
  }
  const loaded = loadConfig('worker');
  const composition = compose(loaded, createLogger({ process: 'operator', level: 'warn' }));
  try {
    const print = (line: string) => void process.stdout.write(`${line}\n`);
    const answer = await command.run(composition, args, print);
    process.stdout.write(`${typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2)}\n`);
    return command.exitCode?.(answer) ?? 0;
  } finally {
    await composition.closers.closeAll();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${isAppError(error) ? error.publicMessage : (error as Error).message}\n`);
    process.exit(1);
  },
);
