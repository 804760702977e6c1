import type { Timer } from '../../../platform/timers';

/** Deletes sessions that can no longer be taken up again. */
export function trimSessions(playback: { trimSessions(): Promise<number> }): Timer {
  return {
    name: 'playback.trim-sessions',
    everyMs: 3_600_000,
    run: async () => {
      await playback.trimSessions();
    },
  };
}
