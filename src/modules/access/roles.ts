export const teamRoles = ['owner', 'editor', 'moderator', 'analyst'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** As whom somebody acts on one object: nobody known, a signed-in stranger, one of its channel's team, or staff of this installation. */
export type Role = 'anonymous' | 'account' | TeamRole | 'operator';

export const roles: readonly Role[] = ['anonymous', 'account', ...teamRoles, 'operator'];
