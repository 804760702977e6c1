import type { VideoTeamView } from './contract';
import type { VideoRecord } from './record';

/** An estimate that ran out this long ago was wrong: nobody can tell any more. */
const overdueMs = 60_000;

/** When it is expected that was `etaSeconds` away at `at`: never before `now`; null when nobody can tell. */
function expectedMs(etaSeconds: number | null, at: string, now: Date): number | null {
  if (etaSeconds === null) return null;
  const dueMs = Date.parse(at) + etaSeconds * 1000;
  return dueMs < now.getTime() - overdueMs ? null : Math.max(dueMs, now.getTime());
}

/** Whole seconds from `now`; null when nobody can tell. */
export function secondsLeft(etaSeconds: number | null, at: string, now: Date): number | null {
  const dueMs = expectedMs(etaSeconds, at, now);
  return dueMs === null ? null : Math.ceil((dueMs - now.getTime()) / 1000);
}

type Scheduled = Pick<VideoRecord, 'publication' | 'playableSince' | 'mediaProgress'>;

/** Null when the video plays, has no hour to keep, or is expected in time. */
export function lateness({ publication, playableSince, mediaProgress }: Scheduled, now: Date): VideoTeamView['late'] {
  const startsAt = publication?.startsAt;
  if (!startsAt || playableSince) return null;
  const dueMs = mediaProgress && expectedMs(mediaProgress.playableEtaSeconds, mediaProgress.at, now);
  const late = dueMs === null ? startsAt <= now : dueMs > startsAt.getTime();
  if (!late) return null;
  return { startsAt: startsAt.toISOString(), expectedAt: dueMs === null ? null : new Date(dueMs).toISOString() };
}
