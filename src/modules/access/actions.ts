import type { Role } from './roles';

export const tokenScopes = ['read', 'videos', 'uploads', 'schedule', 'live', 'billing:read', 'team'] as const;
export type TokenScope = (typeof tokenScopes)[number];

interface ActionRule {
  roles: readonly Role[];
  /** The token scope that reaches it; null: never by token, so that a token cannot widen itself. */
  scope: TokenScope | null;
}

const anyone: readonly Role[] = ['anonymous', 'account', 'owner', 'editor', 'moderator', 'analyst', 'operator'];
const signedIn: readonly Role[] = ['account', 'owner', 'editor', 'moderator', 'analyst', 'operator'];
const team: readonly Role[] = ['owner', 'editor', 'moderator', 'analyst'];
const makers: readonly Role[] = ['owner', 'editor'];

/** Everything a route can ask leave for. Roles that are not named may not. */
export const actionRules = {
  'site.browse': { roles: anyone, scope: 'read' },
  'playback.start': { roles: anyone, scope: 'read' },
  'media.read': { roles: anyone, scope: null },
  'health.read': { roles: anyone, scope: null },
  'account.create': { roles: anyone, scope: null },
  'account.recover': { roles: anyone, scope: null },
  'account.read': { roles: signedIn, scope: 'read' },
  'account.edit': { roles: signedIn, scope: null },
  'session.create': { roles: anyone, scope: null },
  'session.read': { roles: signedIn, scope: null },
  'session.end': { roles: signedIn, scope: null },
  'token.manage': { roles: signedIn, scope: null },
  'channel.open': { roles: signedIn, scope: null },
  'channel.list-own': { roles: signedIn, scope: 'read' },
  'channel.edit': { roles: ['owner', 'editor'], scope: 'team' },
  'team.read': { roles: team, scope: 'team' },
  'team.manage': { roles: ['owner'], scope: 'team' },
  'team.leave': { roles: team, scope: null },
  'library.read': { roles: team, scope: 'read' },
  'video.create': { roles: makers, scope: 'videos' },
  'video.read': { roles: anyone, scope: 'read' },
  'video.edit': { roles: makers, scope: 'videos' },
  'video.publish': { roles: makers, scope: 'videos' },
  'video.trash': { roles: makers, scope: 'videos' },
  'rights.read': { roles: team, scope: 'read' },
  'rights.edit': { roles: makers, scope: 'videos' },
  'entitlement.manage': { roles: makers, scope: 'team' },
  'upload.write': { roles: makers, scope: 'uploads' },
  'upload.discover': { roles: anyone, scope: 'uploads' },
  'metrics.read': { roles: anyone, scope: null },
  'operations.read': { roles: ['operator'], scope: null },
  'operations.act': { roles: ['operator'], scope: null },
} as const satisfies Record<string, ActionRule>;

export type Action = keyof typeof actionRules;

export function isAction(name: string): name is Action {
  return Object.hasOwn(actionRules, name);
}

/** Total and pure: the one answer to "may this role do this?". */
export function mayDo(role: Role, action: Action): boolean {
  return (actionRules[action].roles as readonly Role[]).includes(role);
}

/** The scope a token needs for an action; null where no token reaches. */
export function scopeFor(action: Action): TokenScope | null {
  return actionRules[action].scope;
}

/** True for what only staff of the installation may do; no channel has a say in it. */
export function isForStaff(action: Action): boolean {
  return mayDo('operator', action) && !mayDo('account', action);
}
