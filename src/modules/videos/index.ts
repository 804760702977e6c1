export type { MediaProgress, RenditionProgress, VideoFacts, VideoFailure, VideoStatus, Videos } from './face';
export type { LibraryQuery } from './library-store';
export { createVideos, type VideosDependencies, type VideosService } from './service';
