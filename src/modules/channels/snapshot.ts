import type { ChannelFacts } from './face';

/** What `channel.*` events tell of a channel. */
export function snapshotOf({ id, publicId, handle, name, avatarUrl, version }: ChannelFacts) {
  return { channelId: id, publicId, handle, name, avatarUrl, version };
}
