import type { Ownership } from '../../platform/http';
import type { Channels } from './face';

/** Whose a route below `/channels/:handle` is. */
export async function ownerByHandle(channels: Channels, handle: string | undefined): Promise<Ownership | null> {
  const channel = await channels.findByHandle(handle ?? '');
  return channel && { channelId: channel.id };
}
