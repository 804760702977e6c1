import { accountIdOf, type Route, route } from '../../platform/http';
import { linkParams, noBody, requestResetBody, resetPasswordBody } from './contract';
import type { IdentityService } from './service';

const tag = 'Accounts';
const linkLimit = { name: 'identity.mailed-links', by: 'ip', points: 60, perSeconds: 3_600 } as const;

export function recoveryRoutes(identity: IdentityService): Route[] {
  return [...resetRoutes(identity), ...verificationRoutes(identity)];
}

function resetRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'post',
      path: '/password-resets',
      action: 'account.recover',
      summary: 'Ask for a link to choose a new password; the answer is the same for any address',
      tag,
      status: 204,
      limits: [{ name: 'identity.reset-requests', by: 'ip', points: 20, perSeconds: 3_600 }],
      bodySchema: requestResetBody,
      handle: ({ body }) => identity.requestPasswordReset(body.email),
    }),
    route({
      method: 'post',
      path: '/password-resets/:token',
      action: 'account.recover',
      summary: 'Choose a new password by a mailed link; ends all sessions',
      tag,
      status: 204,
      limits: [linkLimit],
      paramsSchema: linkParams,
      bodySchema: resetPasswordBody,
      handle: async ({ params, body, request, reply }) => {
        await identity.resetPassword(params.token, body.password, request.ip);
        reply.clearCookie('session');
      },
    }),
  ];
}

function verificationRoutes(identity: IdentityService): Route[] {
  return [
    route({
      method: 'post',
      path: '/email-verifications',
      action: 'account.edit',
      summary: 'Mail the link that verifies the address again',
      tag,
      status: 204,
      limits: [{ name: 'identity.verification-mails', by: 'account', points: 5, perSeconds: 3_600 }],
      bodySchema: noBody,
      handle: ({ actor }) => identity.requestVerification(accountIdOf(actor)),
    }),
    route({
      method: 'post',
      path: '/email-verifications/:token',
      action: 'account.recover',
      summary: 'Verify an address by a mailed link',
      tag,
      status: 204,
      limits: [linkLimit],
      paramsSchema: linkParams,
      bodySchema: noBody,
      handle: ({ params, request }) => identity.verifyEmail(params.token, request.ip),
    }),
  ];
}
