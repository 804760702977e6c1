import { type Consumer, consumer } from '../../platform/bus';
import { uploadCompleted } from '../uploads/events';
import { videoPublished, videoPurged, videoUnpublished } from '../videos/events';
import type { MediaService } from './service';

export function mediaConsumers(media: MediaService): Consumer[] {
  return [
    consumer({
      name: 'media.receive-source',
      on: uploadCompleted,
      handle: (tx, upload, { publishedAt }) => media.receiveSource(tx, { ...upload, sourceAt: publishedAt }),
    }),
    consumer({
      name: 'media.keep-date',
      on: videoPublished,
      handle: (tx, { videoId, startsAt, at }) => media.setDue(tx, videoId, new Date(startsAt ?? at)),
    }),
    consumer({
      name: 'media.drop-date',
      on: videoUnpublished,
      handle: (tx, { videoId }) => media.setDue(tx, videoId, null),
    }),
    consumer({
      name: 'media.purge-video',
      on: videoPurged,
      handle: (tx, video) => media.purgeVideo(tx, video),
    }),
  ];
}
