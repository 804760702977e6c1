import type { Timer } from '../../../platform/timers';
import type { UploadsService } from '../service';

/** Nobody loses a film because a process died between its last byte and its last word. */
export function finishReceivedUploads(uploads: Pick<UploadsService, 'finishReceived'>): Timer {
  return { name: 'uploads.finish-received', everyMs: 15_000, run: () => uploads.finishReceived() };
}
