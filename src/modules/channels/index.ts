export type { ChannelFacts, Channels } from './face';
export { type ChannelsDependencies, type ChannelsService, createChannels } from './service';
