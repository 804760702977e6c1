import { loadConfig } from '../platform/config';
import { isAppError } from '../platform/errors';
import { createLogger } from '../platform/observability';
import type { Verification } from '../platform/storage';
import { compose } from './compose';
import { deadLetterCommands } from './dead-letter-commands';
import { diagnose, isWell } from './doctor';
import { explainCommands } from './explain-command';
import type { Finding } from './finding';
import { geoCommands } from './geo-commands';
import { type Command, harmless, UsageError } from './operator-command';
import { purgeListCommand } from './purge-list';
import { reconcileCommand } from './reconcile-command';
import { verdictOf, verifyStorage } from './verify-storage';

const commands: Record<string, Command> = {
  ...deadLetterCommands,
  reconcile: reconcileCommand,
  ...geoCommands,
  ...purgeListCommand,
  ...explainCommands,
  'operators add': {
    takes: 'EMAIL',
    does: 'make an account staff of this installation',
    run: async ({ rooms }, [email = '']) => {
      await rooms.identity.addOperator(email);
      return `${email} is an operator now.`;
    },
  },
  'operators remove': {
    takes: 'EMAIL',
    does: 'make it an account like any other again',
    run: async ({ rooms }, [email = '']) => {
      await rooms.identity.removeOperator(email);
      return `${email} is no operator any more.`;
    },
  },
  'operators list': {
    takes: '',
    does: 'who is staff of this installation',
    run: async ({ rooms }) =>
      (await rooms.identity.listOperators()).map(({ email, displayName }) => ({ email, displayName })),
  },
  'storage verify': {
    takes: '[--sizes-only]',
    does: 'what is missing or damaged in storage, exit code 1 then, and what has belonged to nothing for a day',
    run: (composition, args) => verifyStorage(composition, !args.includes('--sizes-only'), print),
    exitCode: (answer) => verdictOf(answer as Verification),
  },
  doctor: {
    takes: '',
    does: 'check configuration, services, storage and tools, and let browsers into the bucket; exit code 1 when not well',
    run: (composition) => diagnose(composition),
    exitCode: (findings) => (isWell(findings as Finding[]) ? 0 : 1),
  },
};

function print(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

async function main(argv: string[]): Promise<number> {
  const name = Object.keys(commands).find((words) => `${argv.join(' ')} `.startsWith(`${words} `));
  const command = name ? commands[name] : undefined;
  const args = argv.slice(name?.split(' ').length);
  if (argv.includes('--help') || argv.length === 0 || argv[0] === 'help') {
    process.stdout.write(usageOf(argv));
    return argv.length === 0 ? 2 : 0;
  }
  if (!command) throw new UsageError(`There is no command "${argv.join(' ')}".`);
  if (/^[A-Z]/.test(command.takes) && args.length === 0) throw new UsageError(`${name} takes ${command.takes}.`);
  const loaded = loadConfig('worker');
  const composition = compose(loaded, createLogger({ process: 'operator', level: 'warn' }));
  try {
    const answer = await command.run(composition, args);
    print(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2));
    return command.exitCode?.(answer) ?? 0;
  } finally {
    await composition.closers.closeAll();
  }
}

/** Of all commands, or of those that begin like what was typed. */
function usageOf(argv: readonly string[]): string {
  const all = Object.entries(commands);
  const alike = all.filter(([words]) => argv[0] !== undefined && words.split(' ')[0] === argv[0]);
  const lines = (alike.length > 0 ? alike : all).map(
    ([words, { takes, does }]) => `  ${`${words} ${takes}`.trim()}\n      ${does}\n`,
  );
  return `usage: bin/showrunner COMMAND\n\n${lines.join('')}`;
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usageOf(process.argv.slice(2))}`);
    return 2;
  }
  process.stderr.write(`${harmless(isAppError(error) ? error.publicMessage : (error as Error).message)}\n`);
  return 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explain(error)),
);
