import { type Consumer, consumer } from '../../platform/bus';
import { uploadCompleted } from '../uploads/events';
import { videoPurged } from '../videos/events';
import type { MediaService } from './service';

export function mediaConsumers(media: MediaService): Consumer[] {
  return [
    consumer({
      name: 'media.receive-source',
      on: uploadCompleted,
      handle: (tx, upload) => media.receiveSource(tx, upload),
    }),
    consumer({
      name: 'media.purge-video',
      on: videoPurged,
      handle: (tx, video) => media.purgeVideo(tx, video),
    }),
  ];
}
