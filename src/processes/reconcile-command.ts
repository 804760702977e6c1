import { type Reconciled, reconcile } from '../platform/bus';
import type { Command } from './operator-command';

export const reconcileCommand: Command = {
  takes: '[--json]',
  does: 'look for messages that were lost on their way and send them again, as the worker does every five minutes',
  run: async ({ platform }, args) => {
    const done = await reconcile(platform);
    return args.includes('--json') ? done : inWords(done);
  },
};

function inWords({ looked, found, settled, resent, madeDue }: Reconciled): string {
  return [
    `Looked at ${count(looked, 'message')} sent more than ten minutes ago: ${count(found, 'delivery', 'deliveries')} had not arrived.`,
    `Of those watched from before, ${count(settled, 'has', 'have')} arrived or died since.`,
    `Sent again: ${count(resent, 'delivery', 'deliveries')}. Work already done is not done twice.`,
    ...(madeDue > 0 ? [`${count(madeDue, 'row')} waited for a future nobody meant, and are due now.`] : []),
    'Encoding needs no message: its work is rows that workers look for by themselves.',
  ].join('\n');
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
