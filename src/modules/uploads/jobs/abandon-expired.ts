import type { Timer } from '../../../platform/timers';
import type { UploadsService } from '../service';

export function abandonExpiredUploads(uploads: Pick<UploadsService, 'abandonExpired'>): Timer {
  return { name: 'uploads.abandon-expired', everyMs: 60_000, run: () => uploads.abandonExpired() };
}
