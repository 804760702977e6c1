export type { GrantedSession, Playback, StartOptions, Viewer } from './face';
export { createPlayback, type PlaybackDependencies } from './service';
