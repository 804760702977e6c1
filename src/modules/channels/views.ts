import type { ChannelView, OwnChannelView, TeamMemberView } from './contract';
import type { ChannelFacts } from './face';
import type { OwnChannel } from './service';
import type { TeamMember } from './team';

export function channelViewOf(channel: ChannelFacts): ChannelView {
  const { publicId, handle, name, description, avatarUrl, bannerUrl, version, createdAt } = channel;
  return { id: publicId, handle, name, description, avatarUrl, bannerUrl, version, createdAt: createdAt.toISOString() };
}

export function ownChannelViewOf({ channel, role }: OwnChannel): OwnChannelView {
  return { ...channelViewOf(channel), role };
}

export function memberViewOf({ account, role, since }: TeamMember, showEmail: boolean): TeamMemberView {
  return {
    accountId: account.publicId,
    displayName: account.displayName,
    email: showEmail ? account.email : null,
    role,
    since: since.toISOString(),
  };
}
