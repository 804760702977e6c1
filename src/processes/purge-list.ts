import { parseArgs } from 'node:util';
import { type Command, UsageError } from './operator-command';

const dayMs = 86_400_000;
/** As long as a CDN may keep a segment. */
const longestKeptDays = 365;

export const purgeListCommand: Record<string, Command> = {
  'purge-list': {
    takes: '[--days N] [--json]',
    does: 'paths to purge from a CDN: media that were openly public and are no more, the newest first; looks anew before it answers',
    run: async ({ platform: { clock }, rooms: { playback } }, args) => {
      const { days, json } = options(args);
      await playback.publicPaths.retireClosed();
      const since = new Date(clock.now().getTime() - days * dayMs);
      const retired = await playback.publicPaths.retiredSince(since);
      if (json) return retired;
      if (retired.length === 0) return 'Nothing has to be purged.';
      return retired.map(({ path, retiredAt }) => `${path}*  since ${retiredAt.toISOString()}`).join('\n');
    },
  },
};

function options(args: string[]): { days: number; json: boolean } {
  try {
    const { values } = parseArgs({ args, options: { days: { type: 'string' }, json: { type: 'boolean' } } });
    const days = Number(values.days ?? longestKeptDays);
    if (days > 0 && days <= 10_000) return { days, json: values.json ?? false };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  throw new UsageError('--days: Say how many, such as 30.');
}
