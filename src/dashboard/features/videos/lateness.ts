import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatHour } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import { etaSeconds, type UploadItem } from '../uploads/upload-state';

export interface Lateness {
  startsAt: string;
  /** Null: nobody can tell. */
  expectedAt: string | null;
  /** True while `expectedAt` is only when its file will be here. */
  uploading: boolean;
}

type Scheduled = Pick<VideoTeamView, 'late' | 'playable' | 'publication'>;

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;
/** What making the first seconds may take once the file is here. */
const afterUploadMs = 5 * minuteMs;

/** Whether a video will miss its hour, as the server says or as the upload from this window tells already. */
export function latenessOf(video: Scheduled, upload: UploadItem | undefined, now: Date): Lateness | null {
  const { late, playable, publication } = video;
  if (late?.expectedAt) return { ...late, uploading: false };
  const startsAt = publication?.startsAt;
  const left = upload ? etaSeconds(upload) : null;
  if (startsAt && !playable && left !== null) {
    const expected = now.getTime() + left * 1000;
    if (expected > Date.parse(startsAt)) {
      return { startsAt, expectedAt: new Date(expected).toISOString(), uploading: true };
    }
  }
  return late && { ...late, uploading: false };
}

/** The next start that can be kept, on a full five minutes; null when unknown or after the end. */
export function betterStart({ expectedAt, uploading }: Lateness, endsAt: string | null): string | null {
  if (!expectedAt) return null;
  const earliest = Date.parse(expectedAt) + (uploading ? afterUploadMs : minuteMs);
  const start = new Date(Math.ceil(earliest / stepMs) * stepMs).toISOString();
  return endsAt && Date.parse(endsAt) <= Date.parse(start) ? null : start;
}

/** `20:12`, never before the estimate; with its day unless that is the day of the start. */
export function expectedWords(expectedAt: string, startsAt: string): string {
  return formatHour(new Date(Math.ceil(Date.parse(expectedAt) / minuteMs) * minuteMs), new Date(startsAt));
}

/** What will happen, said beforehand. */
export function lateWords(late: Lateness, isDraft: boolean, now: Date): string {
  const { startsAt, expectedAt, uploading } = late;
  const start = formatHour(startsAt, now);
  if (!expectedAt) return t(isDraft ? 'late.pastDraft' : 'late.pastUnknown', { start });
  const times = { start, expected: expectedWords(expectedAt, startsAt) };
  if (Date.parse(startsAt) > now.getTime()) return t(uploading ? 'late.aheadUpload' : 'late.ahead', times);
  return t(uploading ? 'late.pastUpload' : 'late.past', times);
}
