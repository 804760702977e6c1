import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import { newId, newPublicId } from '../../platform/ids';
import type { Storage } from '../../platform/storage';
import type { TeamRole } from '../access';
import type { Identity } from '../identity';
import type { EditChannelBody, OpenChannelBody } from './contract';
import { handleReserved, tooManyChannels, versionConflict } from './errors';
import { channelOpened, channelUpdated } from './events';
import type { ChannelFacts, Channels } from './face';
import { createPictures, type Pictures } from './pictures';
import { isReservedHandle } from './reserved-handles';
import { snapshotOf } from './snapshot';
import { channelsByIds, findChannelByHandle, insertChannel, lockChannel, updateChannel } from './store';
import { createTeam, type Team } from './team';
import { beginRole, findRole, rolesOfAccount, rolesOfAccountAsOf, teamOfChannel } from './team-store';

export interface ChannelsDependencies {
  db: Database;
  storage: Storage;
  outbox: Outbox;
  clock: Clock;
  identity: Identity;
}

export interface OwnChannel {
  channel: ChannelFacts;
  role: TeamRole;
}

/** The room as its own routes and jobs know it. */
export interface ChannelsService extends Channels, Team, Pictures {
  /** The account becomes the first owner. @throws AppError `handle_taken`, `handle_reserved` or `too_many_channels`. */
  openChannel(accountId: string, words: OpenChannelBody): Promise<ChannelFacts>;
  /** False where a channel has it, and where this site keeps it for itself. */
  isHandleFree(handle: string): Promise<boolean>;
  /** @throws AppError `version_conflict` when `expectedVersion` is not the present one. */
  editChannel(channelId: string, words: EditChannelBody, expectedVersion: number | null): Promise<ChannelFacts>;
  /** Every channel the account is on the team of, oldest first. */
  channelsOfAccount(accountId: string): Promise<OwnChannel[]>;
}

const mostChannels = 100;
const handlePattern = /^[a-z0-9_-]{3,30}$/;

export function createChannels(deps: ChannelsDependencies): ChannelsService {
  const { db, outbox, clock } = deps;
  return {
    ...createTeam(deps),
    ...createPictures(deps),

    openChannel: async (accountId, { handle, name, description = '' }) => {
      if (isReservedHandle(handle)) throw handleReserved(handle);
      return db.transaction(async (tx) => {
        if ((await rolesOfAccount(tx, accountId)).size >= mostChannels) throw tooManyChannels();
        const at = clock.now();
        const id = newId(at.getTime());
        const channel = await insertChannel(tx, { id, publicId: newPublicId('chn'), handle, name, description, at });
        await beginRole(tx, { channelId: id, accountId, actor: accountId, at }, 'owner');
        await outbox.publish(tx, channelOpened, { ...snapshotOf(channel), ownerAccountId: accountId });
        return channel;
      });
    },

    isHandleFree: async (handle) =>
      !isReservedHandle(handle) && (await findChannelByHandle(db.reader, handle)) === null,

    editChannel: (channelId, words, expectedVersion) =>
      db.transaction(async (tx) => {
        const before = await lockChannel(tx, channelId);
        if (expectedVersion !== null && expectedVersion !== before.version) throw versionConflict(before.version);
        const { name = before.name, description = before.description } = words;
        if (name === before.name && description === before.description) return before;
        const after = await updateChannel(tx, channelId, { name, description }, clock.now());
        await outbox.publish(tx, channelUpdated, snapshotOf(after));
        return after;
      }),

    channelsOfAccount: async (accountId) => {
      const roles = await rolesOfAccount(db.reader, accountId);
      const channels = await channelsByIds(db.reader, [...roles.keys()]);
      return channels.flatMap((channel) => {
        const role = roles.get(channel.id);
        return role ? [{ channel, role }] : [];
      });
    },

    findByHandle: async (handle) => {
      const name = handle.toLowerCase();
      return handlePattern.test(name) ? findChannelByHandle(db.reader, name) : null;
    },
    byIds: (ids) => channelsByIds(db.reader, ids),
    roleOf: (accountId, channelId) => findRole(db.reader, channelId, accountId),
    rolesOf: (accountId) => rolesOfAccount(db.reader, accountId),
    rolesAsOf: (accountId, instant) => rolesOfAccountAsOf(db.reader, accountId, instant),
    teamRoles: async (channelId) =>
      new Map((await teamOfChannel(db.reader, channelId)).map((row) => [row.accountId, row.role])),
  };
}
