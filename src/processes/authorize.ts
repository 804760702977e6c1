import { isAction, isForStaff, mayDo, type Role, scopeFor } from '../modules/access';
import type { Channels } from '../modules/channels';
import type { Identity } from '../modules/identity';
import { AppError } from '../platform/errors';
import type { AccessQuestion, AccountActor } from '../platform/http';

export interface AuthorizeDependencies {
  channels: Pick<Channels, 'roleOf'>;
  identity: Pick<Identity, 'noteRefusal'>;
}

/** The door of every route: finds the caller's role for the object at hand and asks `mayDo`. */
export function createAuthorize({ channels, identity }: AuthorizeDependencies) {
  return async (question: AccessQuestion): Promise<void> => {
    const { actor, action, channelId, path, ip } = question;
    if (!isAction(action)) throw new Error(`The route names an action that no rule knows: ${action}`);
    if (actor.kind === 'anonymous') {
      if (!mayDo('anonymous', action)) throw signInFirst();
      return;
    }
    checkToken(actor, scopeFor(action), channelId ?? null);
    if (channelId === undefined) return;
    const teamRole = channelId ? await channels.roleOf(actor.accountId, channelId) : null;
    const role: Role = teamRole ?? (actor.operator ? 'operator' : 'account');
    if (mayDo(role, action)) return;
    // What only staff may do is nowhere to be found for others.
    if (teamRole || (channelId === null && !isForStaff(action))) throw notAllowed();
    await identity.noteRefusal({ accountId: actor.accountId, action, path, ip });
    throw notFound();
  };
}

function checkToken({ token }: AccountActor, needed: string | null, channelId: string | null): void {
  if (!token) return;
  if (needed === null) {
    throw new AppError({
      kind: 'forbidden',
      code: 'token_not_accepted',
      publicMessage: 'This can only be done signed in, not with a token.',
    });
  }
  if (!token.scopes.includes(needed)) {
    throw new AppError({
      kind: 'forbidden',
      code: 'token_scope_missing',
      publicMessage: `This token lacks the scope "${needed}". Create one that has it.`,
      details: { scope: needed },
    });
  }
  if (channelId && token.channelIds && !token.channelIds.includes(channelId)) throw notFound();
}

function signInFirst(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'sign_in_required',
    publicMessage: 'Sign in first, then try again.',
  });
}

function notAllowed(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'role_not_allowed',
    publicMessage: 'Your role does not allow this. Ask an owner of the channel to do it or to change your role.',
  });
}

// Whether a foreign object exists is nobody's business.
function notFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'not_found',
    publicMessage: 'There is nothing here, or it is not yours to see.',
  });
}
