import { z } from 'zod';
import { accountIdOf, ownerByHandle, type Route, route } from '../../platform/http';
import { pageQuery, safeText } from '../../platform/http/text';
import type { Channels } from '../channels';
import { entitlementList, entitlementView, grantBody, tierList } from './contract';
import type { RightsService } from './service';

const byHandle = z.object({ handle: z.string() });
const byEntitlement = byHandle.extend({ id: z.string().regex(/^ent_[0-9A-Za-z]{22}$/) });
/** `q`: a whole e-mail address, or part of a name or note. */
const search = pageQuery.extend({ q: safeText({ min: 1, max: 254 }).nullable().default(null) });

export function entitlementRoutes(rights: RightsService, channels: Channels): Route[] {
  return [tiersRoute(rights, channels), ...holderRoutes(rights, channels), ...oneEntitlementRoutes(rights, channels)];
}

function ofChannel(channels: Channels) {
  return {
    paramsSchema: byHandle,
    owner: ({ handle }: { handle: string }) => ownerByHandle(channels, handle),
  };
}

function tiersRoute(rights: RightsService, channels: Channels): Route {
  return route({
    ...ofChannel(channels),
    method: 'get',
    path: '/channels/:handle/tiers',
    action: 'rights.read',
    tag: 'Rights',
    summary: 'What a channel sells by the month or year',
    responseSchema: tierList,
    handle: async ({ channelId }) => {
      const tiers = await rights.tiers(channelId);
      return { items: tiers.map(({ id, name, prices, onSale }) => ({ id, name, prices: [...prices], onSale })) };
    },
  });
}

function holderRoutes(rights: RightsService, channels: Channels): Route[] {
  return [
    route({
      ...ofChannel(channels),
      method: 'get',
      path: '/channels/:handle/entitlements',
      action: 'entitlement.manage',
      tag: 'Entitlements',
      summary: 'Who may watch what is restricted, now or later',
      querySchema: search,
      responseSchema: entitlementList,
      handle: ({ channelId, query }) => rights.holders(channelId, query),
    }),
    route({
      ...ofChannel(channels),
      method: 'post',
      path: '/channels/:handle/entitlements',
      action: 'entitlement.manage',
      tag: 'Entitlements',
      summary: 'Let somebody watch, by grant or gift',
      status: 201,
      idempotent: true,
      limits: [{ name: 'grant-entitlement', points: 60, perSeconds: 600, by: 'account' }],
      bodySchema: grantBody,
      responseSchema: entitlementView,
      handle: ({ actor, channelId, body }) => rights.grant(channelId, body, accountIdOf(actor)),
    }),
  ];
}

function oneEntitlementRoutes(rights: RightsService, channels: Channels): Route[] {
  return [
    route({
      method: 'post',
      path: '/channels/:handle/entitlements/:id/give-again',
      action: 'entitlement.manage',
      tag: 'Entitlements',
      summary: 'Give anew, from now on, what was taken back',
      status: 201,
      idempotent: true,
      paramsSchema: byEntitlement,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      responseSchema: entitlementView,
      handle: ({ actor, channelId, params }) => rights.giveAgain(channelId, params.id, accountIdOf(actor)),
    }),
    route({
      method: 'delete',
      path: '/channels/:handle/entitlements/:id',
      action: 'entitlement.manage',
      tag: 'Entitlements',
      summary: 'Take back a grant or gift, from now on',
      status: 204,
      paramsSchema: byEntitlement,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: ({ actor, channelId, params }) => rights.takeBack(channelId, params.id, accountIdOf(actor)),
    }),
  ];
}
