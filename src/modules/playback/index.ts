export type { GrantedSession, Playback } from './face';
export { createPlayback, type PlaybackDependencies } from './service';
