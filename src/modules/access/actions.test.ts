import fc from 'fast-check';
import { type Action, actionRules, isAction, mayDo, scopeFor, tokenScopes } from './actions';
import { type Role, roles, teamRoles } from './roles';

const everybody = 'anonymous account owner editor moderator analyst operator';
const signedIn = 'account owner editor moderator analyst operator';
const team = 'owner editor moderator analyst';
const makers = 'owner editor';

/** Written by hand beside the rules, so that a change of either is seen. */
const table: Record<Action, [roles: string, scope: string | null]> = {
  'site.browse': [everybody, 'read'],
  'playback.start': [everybody, 'read'],
  'media.read': [everybody, null],
  'health.read': [everybody, null],
  'metrics.read': [everybody, null],
  'account.create': [everybody, null],
  'account.recover': [everybody, null],
  'account.read': [signedIn, 'read'],
  'account.edit': [signedIn, null],
  'session.create': [everybody, null],
  'session.read': [signedIn, null],
  'session.end': [signedIn, null],
  'token.manage': [signedIn, null],
  'channel.open': [signedIn, null],
  'channel.list-own': [signedIn, 'read'],
  'channel.edit': [makers, 'team'],
  'team.read': [team, 'team'],
  'team.manage': ['owner', 'team'],
  'team.leave': [team, null],
  'library.read': [team, 'read'],
  'video.create': [makers, 'videos'],
  'video.read': [everybody, 'read'],
  'video.edit': [makers, 'videos'],
  'video.publish': [makers, 'videos'],
  'video.trash': [makers, 'videos'],
  'rights.read': [team, 'read'],
  'rights.edit': [makers, 'videos'],
  'entitlement.manage': [makers, 'team'],
  'upload.write': [makers, 'uploads'],
  'upload.discover': [everybody, 'uploads'],
  'operations.read': ['operator', null],
  'operations.act': ['operator', null],
};

const actions = Object.keys(actionRules) as Action[];
const anyAction = fc.constantFrom(...actions);

test('every action stands in the table, and nothing else does', () => {
  expect(Object.keys(table).sort()).toEqual([...actions].sort());
});

test.each(actions)('%s is for those the table names, by a token with its scope', (action) => {
  const [named, scope] = table[action];
  expect(roles.filter((role) => mayDo(role, action)).sort()).toEqual((named.split(' ') as Role[]).sort());
  expect(scopeFor(action)).toBe(scope);
});

test('what the anonymous may, everybody may; what an account may, every role may', () => {
  fc.assert(
    fc.property(anyAction, fc.constantFrom(...roles), (action, role) => {
      if (mayDo('anonymous', action)) expect(mayDo(role, action)).toBe(true);
      if (mayDo('account', action) && role !== 'anonymous') expect(mayDo(role, action)).toBe(true);
    }),
  );
});

test('an owner may whatever anybody of the team may', () => {
  fc.assert(
    fc.property(anyAction, fc.constantFrom(...teamRoles), (action, role) => {
      if (mayDo(role, action)) expect(mayDo('owner', action)).toBe(true);
    }),
  );
});

test('staff of the installation has no hand in a channel', () => {
  for (const action of actions.filter((name) =>
    /^(channel\.edit|team|library|video\.(?!read)|rights|entitlement|upload\.write)/.test(name),
  )) {
    expect([action, mayDo('operator', action)]).toEqual([action, false]);
  }
});

test('no token makes tokens, ends sessions or changes the account', () => {
  for (const action of ['token.manage', 'session.end', 'session.read', 'account.edit', 'channel.open'] as const) {
    expect(scopeFor(action)).toBeNull();
  }
});

test('a token for reading changes nothing', () => {
  const byReading = actions.filter((action) => scopeFor(action) === 'read');
  expect(
    byReading.filter((action) => /\.(create|edit|publish|trash|write|manage|leave|open|end)$/.test(action)),
  ).toEqual([]);
});

test('every scope is one that can be granted', () => {
  for (const action of actions) {
    const scope = scopeFor(action);
    if (scope) expect(tokenScopes).toContain(scope);
  }
});

test('only names of the list are actions', () => {
  expect(isAction('video.edit')).toBe(true);
  fc.assert(fc.property(fc.string(), (name) => isAction(name) === actions.includes(name as Action)));
  for (const name of ['toString', '__proto__', 'constructor', '']) expect(isAction(name)).toBe(false);
});
