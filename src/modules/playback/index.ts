export { createExplain, type Explain } from './explain/service';
export type { GrantedSession, Playback, StartOptions, Viewer } from './face';
export { createPlayback, type PlaybackDependencies } from './service';
