export type { Discovery, ListedVideo, WatchPage } from './face';
export { createDiscovery, type DiscoveryDependencies } from './service';
