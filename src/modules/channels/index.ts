export type { ChannelFacts, Channels, RoleThen } from './face';
export { type ChannelsDependencies, type ChannelsService, createChannels } from './service';
