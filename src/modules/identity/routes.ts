import { accountIdOf, type ReplyControls, type Route, route } from '../../platform/http';
import { sessionIdOf, visitorOf } from './callers';
import { editMeBody, meView, signInBody, signUpBody } from './contract';
import { recoveryRoutes } from './routes-recovery';
import { sessionRoutes } from './routes-sessions';
import { type ChannelNames, tokenRoutes } from './routes-tokens';
import type { IdentityService } from './service';
import type { SignedIn } from './sign-in';
import type { Account } from './store';

export function identityRoutes(identity: IdentityService, channels: ChannelNames): Route[] {
  return [
    ...arrivalRoutes(identity),
    ...meRoutes(identity),
    ...sessionRoutes(identity),
    ...tokenRoutes(identity, channels),
    ...recoveryRoutes(identity),
  ];
}

const tag = 'Accounts';

function arrivalRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'post',
      path: '/accounts',
      action: 'account.create',
      summary: 'Sign up; the answer sets the session cookie',
      tag,
      status: 201,
      limits: [{ name: 'identity.sign-up', by: 'ip', points: 60, perSeconds: 3_600 }],
      bodySchema: signUpBody,
      responseSchema: meView,
      versionOf: ({ version }) => version,
      handle: async (call) =>
        welcome(call, await identity.signUp(call.body, visitorOf(call.request), sessionIdOf(call.actor))),
    }),
    route({
      method: 'post',
      path: '/sessions',
      action: 'session.create',
      summary: 'Sign in; the answer sets the session cookie',
      tag,
      status: 201,
      limits: [{ name: 'identity.sign-in', by: 'ip', points: 60, perSeconds: 900 }],
      bodySchema: signInBody,
      responseSchema: meView,
      versionOf: ({ version }) => version,
      handle: async (call) =>
        welcome(call, await identity.signIn(call.body, visitorOf(call.request), sessionIdOf(call.actor))),
    }),
  ];
}

function meRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'get',
      path: '/me',
      action: 'account.read',
      summary: 'The account that asks',
      tag,
      responseSchema: meView,
      versionOf: ({ version }) => version,
      handle: async ({ actor }) => meOf(await identity.getAccount(accountIdOf(actor))),
    }),
    route({
      method: 'patch',
      path: '/me',
      action: 'account.edit',
      summary: 'Change the name shown to others',
      tag,
      bodySchema: editMeBody,
      responseSchema: meView,
      versionOf: ({ version }) => version,
      handle: async ({ actor, body, expectedVersion }) =>
        meOf(await identity.rename(accountIdOf(actor), body.displayName, expectedVersion)),
    }),
  ];
}

function welcome({ reply }: { reply: ReplyControls }, { account, session }: SignedIn) {
  reply.setCookie('session', session.token, session.maxAgeSeconds);
  return meOf(account);
}

function meOf({ publicId, email, emailVerified, displayName, operator, version, createdAt }: Account) {
  return { id: publicId, email, emailVerified, displayName, operator, version, createdAt: createdAt.toISOString() };
}
