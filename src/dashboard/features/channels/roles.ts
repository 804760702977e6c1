import type { OwnChannelView } from '../../../modules/channels/contract';

export type TeamRole = OwnChannelView['role'];
export const teamRoles: readonly TeamRole[] = ['owner', 'editor', 'moderator', 'analyst'];

/** Mirrors `mayDo` for what the studio shows; the server decides. */
export const mayMake = (role: TeamRole): boolean => role === 'owner' || role === 'editor';
export const mayManageTeam = (role: TeamRole): boolean => role === 'owner';
