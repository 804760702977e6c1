export type { Media, MediaRendition, MediaSegment, PlaybackSet, Storyboard } from './face';
export {
  createMedia,
  createMediaWorker,
  type MediaDependencies,
  type MediaService,
  type MediaWorkerDependencies,
} from './service';
export type { MediaWorker } from './work/media-worker';
