import type { Timer } from '../../../platform/timers';

/** Retires paths of media that are openly public no more, for whoever has to purge a CDN. */
export function retirePublicPaths(playback: { publicPaths: { retireClosed(): Promise<number> } }): Timer {
  return {
    name: 'playback.retire-public-paths',
    everyMs: 60_000,
    run: async () => {
      await playback.publicPaths.retireClosed();
    },
  };
}
