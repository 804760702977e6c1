import type { Timer } from '../../../platform/timers';
import type { UploadsService } from '../service';

export function dropDeadUploadBytes(uploads: Pick<UploadsService, 'dropDeadBytes'>): Timer {
  return { name: 'uploads.drop-dead-bytes', everyMs: 60_000, run: () => uploads.dropDeadBytes() };
}
