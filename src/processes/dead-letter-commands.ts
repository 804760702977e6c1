import { parseArgs } from 'node:util';
import {
  type DeadLetter,
  discardDeadLetter,
  pageDeadLetters,
  readBusFigures,
  replayDeadLetter,
  replayDeadLetters,
  showDeadLetter,
} from '../platform/bus';
import { type Command, columns, UsageError } from './operator-command';

export const deadLetterCommands: Record<string, Command> = {
  'dead-letters list': {
    takes: '[--consumer NAME] [--settled] [--limit N] [--json]',
    does: 'messages that no consumer could handle, the newest first; --settled: replayed and discarded ones, too',
    run: async ({ platform: { db } }, args) => {
      const { consumer, settled, limit: asked = '50', json } = options(args).values;
      const limit = Number(asked);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw new UsageError('--limit takes 1 to 1000.');
      const { items, nextCursor } = await pageDeadLetters(db, { consumer, settled, limit, cursor: null });
      if (json) return items;
      if (items.length > 0) return table(items, nextCursor !== null);
      const { deadLetters } = await readBusFigures(db);
      return deadLetters === 0
        ? 'There are no dead letters: every message has been handled, or is on its way.'
        : `None of these. ${deadLetters} of other consumers are open.`;
    },
  },
  'dead-letters show': {
    takes: 'ID [--json]',
    does: 'one of them, whole',
    run: async ({ platform }, args) => {
      const { values, positionals } = options(args);
      const letter = await showDeadLetter(platform.db, onlyId(positionals));
      return values.json ? letter : page(letter);
    },
  },
  'dead-letters replay': {
    takes: 'ID… | --consumer NAME | --all',
    does: 'send them to their consumer again; work already done is not done twice',
    run: async ({ platform: { db } }, args) => {
      const { values, positionals } = options(args);
      const ways = [positionals.length > 0, values.consumer !== undefined, values.all === true].filter(Boolean);
      if (ways.length !== 1) throw new UsageError('Say which: ids, --consumer NAME, or --all.');
      for (const id of positionals) await replayDeadLetter(db, id);
      if (positionals.length === 1) return `Dead letter ${positionals[0]} is on its way again.`;
      const count = positionals.length || (await replayDeadLetters(db, { consumer: values.consumer }));
      if (count === 0) return 'There was none to replay.';
      return count === 1 ? 'One dead letter is on its way again.' : `${count} dead letters are on their way again.`;
    },
  },
  'dead-letters discard': {
    takes: 'ID REASON',
    does: 'give it up, and say why',
    run: async ({ platform }, [id = '', ...words]) => {
      const reason = words.join(' ').trim();
      if (!id || !reason) throw new UsageError('Say which, and why: the reason stays with it.');
      await discardDeadLetter(platform.db, id, reason);
      return `Dead letter ${id} is discarded.`;
    },
  },
};

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        consumer: { type: 'string' },
        limit: { type: 'string' },
        settled: { type: 'boolean' },
        all: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function onlyId(positionals: readonly string[]): string {
  const [id] = positionals;
  if (id && positionals.length === 1) return id;
  throw new UsageError('Say which one, by its id.');
}

const widestError = 70;

function table(letters: readonly DeadLetter[], more: boolean): string {
  const rows = letters.map((letter) => [
    letter.id,
    when(letter.diedAt),
    letter.consumer,
    String(letter.attempts),
    stateOf(letter),
    firstLine(letter.error),
  ]);
  const head = ['ID', 'DIED', 'CONSUMER', 'ATTEMPTS', 'STATE', 'ERROR'];
  const end = more ? '\n\nThere are more: --limit N shows up to 1000.' : '';
  return `${columns(head, rows)}${end}`;
}

function page(letter: DeadLetter): string {
  const { id, consumer, topic, version, messageId, requestId, attempts, error, body } = letter;
  const facts = columns(
    ['Dead letter', id],
    [
      ['State', stateOf(letter)],
      ['Consumer', consumer],
      ['Message', `${topic}, version ${version}`],
      ['Message id', messageId],
      ['Request id', requestId ?? 'none'],
      ['Published', when(letter.publishedAt)],
      ['Died', `${when(letter.diedAt)}, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`],
    ],
  );
  return `${facts}\n\nError\n${indented(error)}\n\nBody\n${indented(JSON.stringify(body, null, 2))}`;
}

function stateOf({ replayedAt, discardedAt, discardReason }: DeadLetter): string {
  if (discardedAt) return `discarded ${when(discardedAt)}: ${discardReason ?? ''}`;
  return replayedAt ? `replayed ${when(replayedAt)}` : 'open';
}

function when(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > widestError ? `${line.slice(0, widestError - 1)}…` : line;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
