import { type Consumer, consumer } from '../../platform/bus';
import { uploadCompleted } from '../uploads/events';
import { videoPublished, videoPurged, videoRestored, videoTrashed, videoUnpublished } from '../videos/events';
import type { MediaService } from './service';
import { putOff } from './work/urgency';

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
      name: 'media.put-off-trashed',
      on: videoTrashed,
      handle: (tx, { videoId }) => media.setDue(tx, videoId, putOff),
    }),
    consumer({
      name: 'media.take-up-restored',
      on: videoRestored,
      handle: (tx, { videoId, publication }) =>
        media.setDue(tx, videoId, publication && new Date(publication.startsAt ?? publication.publishedAt)),
    }),
    consumer({
      name: 'media.purge-video',
      on: videoPurged,
      handle: (tx, video) => media.purgeVideo(tx, video),
    }),
  ];
}
