export { changedVideos } from './change-video';
export type {
  LibraryQuery,
  MediaProgress,
  ProgressSubject,
  RenditionProgress,
  VideoDeed,
  VideoFacts,
  VideoFailure,
  VideoStatus,
  Videos,
} from './face';
export { createVideos, type VideosDependencies, type VideosService } from './service';
