export { createExplain, type Explain } from './explain/service';
export type { GrantedSession, Playback, Viewer } from './face';
export { createPlayback, type PlaybackDependencies } from './service';
