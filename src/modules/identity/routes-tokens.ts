import { accountIdOf, type Route, route } from '../../platform/http';
import { createdTokenView, createTokenBody, tokenList, tokenParams } from './contract';
import { unknownChannels } from './errors';
import type { IdentityService } from './service';
import type { AccessToken } from './token-store';

interface NamedChannel {
  /** Internal id. */
  id: string;
  handle: string;
}

/** Handles are another room's: whoever wires the rooms says what they stand for. */
export interface ChannelNames {
  findByHandle(handle: string): Promise<NamedChannel | null>;
  byIds(ids: readonly string[]): Promise<NamedChannel[]>;
}

export function tokenRoutes(identity: IdentityService, channels: ChannelNames): Route[] {
  const tag = 'Access tokens';
  const action = 'token.manage';
  return [
    route({
      method: 'post',
      path: '/tokens',
      action,
      summary: 'Make an access token; it is shown this once',
      tag,
      status: 201,
      limits: [{ name: 'identity.tokens', by: 'account', points: 30, perSeconds: 3_600 }],
      bodySchema: createTokenBody,
      responseSchema: createdTokenView,
      handle: async ({ actor, body: { name, scopes, channels: handles, expiresInDays = null }, request }) => {
        const channelIds = handles ? await idsOf(channels, handles) : null;
        const wanted = { name, scopes, channelIds, expiresInDays };
        const { token, record } = await identity.createToken(accountIdOf(actor), wanted, request.ip);
        const [view] = await viewsOf(channels, [record]);
        return { ...(view ?? viewOf(record, new Map())), token };
      },
    }),
    route({
      method: 'get',
      path: '/tokens',
      action,
      summary: 'The access tokens of this account',
      tag,
      responseSchema: tokenList,
      handle: async ({ actor }) => ({
        items: await viewsOf(channels, await identity.listTokens(accountIdOf(actor))),
        nextCursor: null,
      }),
    }),
    route({
      method: 'delete',
      path: '/tokens/:id',
      action,
      summary: 'Revoke an access token',
      tag,
      status: 204,
      paramsSchema: tokenParams,
      handle: ({ actor, params, request }) => identity.revokeToken(accountIdOf(actor), params.id, request.ip),
    }),
  ];
}

async function idsOf(channels: ChannelNames, handles: readonly string[]): Promise<string[]> {
  const found = await Promise.all(handles.map((handle) => channels.findByHandle(handle)));
  const unknown = handles.filter((_, index) => !found[index]);
  if (unknown.length > 0) throw unknownChannels(unknown);
  return found.flatMap((channel) => (channel ? [channel.id] : []));
}

async function viewsOf(channels: ChannelNames, tokens: readonly AccessToken[]) {
  const ids = [...new Set(tokens.flatMap(({ channelIds }) => channelIds ?? []))];
  const named = ids.length > 0 ? await channels.byIds(ids) : [];
  const handles = new Map(named.map(({ id, handle }) => [id, handle]));
  return tokens.map((token) => viewOf(token, handles));
}

function viewOf(token: AccessToken, handles: ReadonlyMap<string, string>) {
  return {
    id: token.publicId,
    name: token.name,
    scopes: token.scopes,
    channels: token.channelIds?.flatMap((id) => handles.get(id) ?? []) ?? null,
    createdAt: token.createdAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    expiresAt: token.expiresAt?.toISOString() ?? null,
  };
}
