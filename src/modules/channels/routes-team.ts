import { z } from 'zod';
import { accountIdOf, ownerByHandle, type Route, route } from '../../platform/http';
import { safeText } from '../../platform/http/text';
import { mayDo } from '../access';
import { setTeamRoleBody, teamList, teamMemberView } from './contract';
import type { ChannelsService } from './service';
import { memberViewOf } from './views';

const byHandle = z.object({ handle: z.string() });
/** An e-mail address, or the `acc_…` of somebody on the team. */
const byPerson = byHandle.extend({ person: safeText({ min: 3, max: 254 }) });

export function teamRoutes(channels: ChannelsService): Route[] {
  return [
    route({
      method: 'get',
      path: '/channels/:handle/team',
      action: 'team.read',
      tag: 'Team',
      summary: 'The team of a channel',
      paramsSchema: byHandle,
      responseSchema: teamList,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: async ({ actor, channelId }) => {
        const role = await channels.roleOf(accountIdOf(actor), channelId);
        const showEmail = role !== null && mayDo(role, 'team.manage');
        const team = await channels.team(channelId);
        return { items: team.map((member) => memberViewOf(member, showEmail)), nextCursor: null };
      },
    }),
    route({
      method: 'put',
      path: '/channels/:handle/team/:person',
      action: 'team.manage',
      tag: 'Team',
      summary: 'Give somebody a role in the team',
      limits: [{ name: 'set-team-role', points: 60, perSeconds: 600, by: 'account' }],
      paramsSchema: byPerson,
      bodySchema: setTeamRoleBody,
      responseSchema: teamMemberView,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: async ({ actor, params, body, channelId }) =>
        memberViewOf(await channels.setTeamRole(channelId, accountIdOf(actor), params.person, body.role), true),
    }),
    route({
      method: 'delete',
      path: '/channels/:handle/team/:person',
      action: 'team.manage',
      tag: 'Team',
      summary: 'Remove somebody from the team',
      status: 204,
      paramsSchema: byPerson,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: ({ actor, params, channelId }) => channels.removeFromTeam(channelId, accountIdOf(actor), params.person),
    }),
    route({
      method: 'delete',
      path: '/channels/:handle/membership',
      action: 'team.leave',
      tag: 'Team',
      summary: 'Leave the team',
      status: 204,
      paramsSchema: byHandle,
      owner: ({ handle }) => ownerByHandle(channels, handle),
      handle: ({ actor, channelId }) => channels.leaveTeam(channelId, accountIdOf(actor)),
    }),
  ];
}
