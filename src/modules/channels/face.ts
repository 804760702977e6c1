import type { TeamRole } from '../access';

export interface ChannelFacts {
  /** Internal id. */
  id: string;
  publicId: string;
  handle: string;
  name: string;
  description: string;
  /** Site-relative addresses of re-encoded pictures; null where there is none. */
  avatarUrl: string | null;
  bannerUrl: string | null;
  version: number;
  createdAt: Date;
}

/** A role somebody had, and who had given it. */
export interface RoleThen {
  role: TeamRole;
  /** Internal account id. */
  actor: string;
  from: Date;
  /** Null: they have it still. */
  to: Date | null;
}

/** A creator's public home and its team. */
export interface Channels {
  /** Handles are matched without regard to case. */
  findByHandle(handle: string): Promise<ChannelFacts | null>;
  byIds(ids: readonly string[]): Promise<ChannelFacts[]>;
  /** The account's present role in the channel's team. */
  roleOf(accountId: string, channelId: string): Promise<TeamRole | null>;
  /** Every channel the account is on the team of: channel id → role. */
  rolesOf(accountId: string): Promise<Map<string, TeamRole>>;
  /** The same as it stood at this instant. */
  rolesAsOf(accountId: string, instant: Date): Promise<Map<string, RoleThen>>;
  /** The channel's present team: account id → role. */
  teamRoles(channelId: string): Promise<Map<string, TeamRole>>;
}
