export type { GrantedSession, Playback, Viewer } from './face';
export { createPlayback, type PlaybackDependencies } from './service';
