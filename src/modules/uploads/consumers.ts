import { type Consumer, consumer } from '../../platform/bus';
import { videoPurged } from '../videos/events';
import type { UploadsService } from './service';

export function uploadConsumers(uploads: Pick<UploadsService, 'dropVideo'>): Consumer[] {
  return [
    consumer({
      name: 'uploads.drop-video',
      on: videoPurged,
      handle: (tx, { videoId }) => uploads.dropVideo(tx, videoId),
    }),
  ];
}
