export type { Discovery, ListedVideo, StatedVideo, WatchPage } from './face';
export { createDiscovery, type DiscoveryDependencies } from './service';
