import type { Command } from './operator-command';

const dayMs = 86_400_000;
/** As long as a CDN may keep a segment. */
const longestKeptDays = 365;

export const purgeListCommand: Record<string, Command> = {
  'purge-list': {
    takes: '[--days N] [--json]',
    does: 'paths to purge from a CDN: media that were openly public and are no more, the newest first; looks anew before it answers',
    run: async ({ platform: { clock }, rooms: { playback } }, args) => {
      await playback.publicPaths.retireClosed();
      const days = Number(args[args.indexOf('--days') + 1]);
      const since = new Date(clock.now().getTime() - (days > 0 ? days : longestKeptDays) * dayMs);
      const retired = await playback.publicPaths.retiredSince(since);
      if (args.includes('--json')) return retired;
      if (retired.length === 0) return 'Nothing has to be purged.';
      return retired.map(({ path, retiredAt }) => `${path}*  since ${retiredAt.toISOString()}`).join('\n');
    },
  },
};
