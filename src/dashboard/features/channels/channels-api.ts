import { queryOptions } from '@tanstack/react-query';
import type { ChannelView, EditChannelBody, OpenChannelBody, TeamMemberView } from '../../../modules/channels/contract';
import { ApiProblem, answerOf, api, idempotencyKey, ifMatch } from '../../api/api';
import type { TeamRole } from './roles';

const path = (handle: string) => ({ params: { path: { handle } } });

/** The channels whose team this account is on. */
export const myChannelsQuery = queryOptions({
  queryKey: ['my-channels'],
  staleTime: 60_000,
  queryFn: async () => (await answerOf(api.GET('/me/channels'))).items,
});

export const channelQuery = (handle: string) =>
  queryOptions({
    queryKey: ['channel', handle],
    queryFn: () => answerOf(api.GET('/channels/{handle}', path(handle))),
  });

/** Whether a channel could be opened under this handle. */
export const handleFreeQuery = (handle: string) =>
  queryOptions({
    queryKey: ['handle-free', handle],
    staleTime: 10_000,
    queryFn: async () => (await answerOf(api.GET('/handles/{handle}', path(handle)))).free,
  });

export const teamQuery = (handle: string) =>
  queryOptions({
    queryKey: ['team', handle],
    queryFn: async () => (await answerOf(api.GET('/channels/{handle}/team', path(handle)))).items,
  });

export const openChannel = (body: OpenChannelBody, key: string): Promise<ChannelView> =>
  answerOf(api.POST('/channels', { body, headers: idempotencyKey(key) }));

export const editChannel = (handle: string, body: EditChannelBody, version: number): Promise<ChannelView> =>
  answerOf(api.PATCH('/channels/{handle}', { ...path(handle), body, headers: ifMatch(version) }));

/** `person` is an e-mail address, or the `acc_…` of somebody on the team. */
export const setTeamRole = (handle: string, person: string, role: TeamRole): Promise<TeamMemberView> =>
  answerOf(api.PUT('/channels/{handle}/team/{person}', { params: { path: { handle, person } }, body: { role } }));

export const removeFromTeam = (handle: string, person: string): Promise<unknown> =>
  answerOf(api.DELETE('/channels/{handle}/team/{person}', { params: { path: { handle, person } } }));

export type PictureKind = 'avatar' | 'banner';

/** Sends the file as it is; the server cuts and re-encodes it. */
export async function setPicture(handle: string, kind: PictureKind, file: File): Promise<ChannelView> {
  const url = `/api/v1/channels/${encodeURIComponent(handle)}/${kind}`;
  const response = await fetch(url, { method: 'PUT', body: file, headers: { 'Content-Type': file.type } }).catch(
    (cause: unknown) => Promise.reject(ApiProblem.unreachable(cause)),
  );
  if (!response.ok) throw await ApiProblem.read(response);
  return (await response.json()) as ChannelView;
}
