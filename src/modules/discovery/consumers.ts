import { type Consumer, consumer } from '../../platform/bus';
import {
  videoDrafted,
  videoPublished,
  videoPurged,
  videoRestored,
  videoTrashed,
  videoUnpublished,
  videoUpdated,
} from '../videos/events';
import type { DiscoveryService } from './service';

export function discoveryConsumers(discovery: DiscoveryService): Consumer[] {
  return [
    consumer({ name: 'discovery.note-draft', on: videoDrafted, handle: discovery.noteVideo }),
    consumer({ name: 'discovery.note-update', on: videoUpdated, handle: discovery.noteVideo }),
    consumer({ name: 'discovery.list-video', on: videoPublished, handle: discovery.noteVideo }),
    consumer({ name: 'discovery.unlist-video', on: videoUnpublished, handle: discovery.noteVideo }),
    consumer({ name: 'discovery.hide-trashed', on: videoTrashed, handle: discovery.noteVideo }),
    consumer({ name: 'discovery.show-restored', on: videoRestored, handle: discovery.noteVideo }),
    consumer({
      name: 'discovery.forget-video',
      on: videoPurged,
      handle: (tx, { videoId }) => discovery.forgetVideo(tx, videoId),
    }),
  ];
}
