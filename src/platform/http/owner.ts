import type { Ownership } from './route';

interface ChannelsByHandle {
  findByHandle(handle: string): Promise<{ id: string } | null>;
}

/** Whose a route below `/channels/:handle` is. */
export async function ownerByHandle(channels: ChannelsByHandle, handle = ''): Promise<Ownership | null> {
  const channel = await channels.findByHandle(handle);
  return channel && { channelId: channel.id };
}
