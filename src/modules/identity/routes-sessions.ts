import { accountIdOf, type Route, route } from '../../platform/http';
import { sessionIdOf } from './callers';
import { sessionList, sessionParams } from './contract';
import type { IdentityService } from './service';

export function sessionRoutes(identity: IdentityService): Route[] {
  return [...listRoutes(identity), ...endRoutes(identity)];
}

const tag = 'Accounts';

function listRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'get',
      path: '/sessions',
      action: 'session.read',
      summary: 'Where this account is signed in',
      tag,
      responseSchema: sessionList,
      handle: async ({ actor }) => ({
        items: (await identity.listSessions(accountIdOf(actor))).map((session) => ({
          id: session.publicId,
          current: session.id === sessionIdOf(actor),
          createdAt: session.createdAt.toISOString(),
          lastSeenAt: session.lastSeenAt.toISOString(),
          expiresAt: session.expiresAt.toISOString(),
          ip: session.ip,
          userAgent: session.userAgent,
        })),
        nextCursor: null,
      }),
    }),
    route({
      method: 'delete',
      path: '/sessions',
      action: 'session.end',
      summary: 'Sign out everywhere',
      tag,
      status: 204,
      handle: async ({ actor, request, reply }) => {
        await identity.signOutEverywhere(accountIdOf(actor), request.ip);
        reply.clearCookie('session');
      },
    }),
  ];
}

function endRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'delete',
      path: '/sessions/current', // before `:id`, which would match it too
      action: 'session.end',
      summary: 'Sign out here',
      tag,
      status: 204,
      handle: async ({ actor, reply }) => {
        const sessionId = sessionIdOf(actor);
        if (sessionId) await identity.signOut(sessionId);
        reply.clearCookie('session');
      },
    }),
    route({
      method: 'delete',
      path: '/sessions/:id',
      action: 'session.end',
      summary: 'Sign out one other browser',
      tag,
      status: 204,
      paramsSchema: sessionParams,
      handle: ({ actor, params }) => identity.endSession(accountIdOf(actor), params.id),
    }),
  ];
}
