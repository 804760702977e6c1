import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Database, Tx } from '../../platform/db';
import type { TeamRole } from '../access';
import type { AccountFacts, Identity } from '../identity';
import { lastOwner, noSuchPerson, ownersOnly, teamFull } from './errors';
import { teamChanged } from './events';
import { lockChannel } from './store';
import { beginRole, endRole, teamOfChannel } from './team-store';

export interface TeamMember {
  account: AccountFacts;
  role: TeamRole;
  since: Date;
}

export interface Team {
  team(channelId: string): Promise<TeamMember[]>;
  /**
   * `person` is an e-mail address, or the public id of somebody on the team.
   * @throws AppError `account_not_found`, `last_owner`, `owners_only` or `team_full`.
   */
  setTeamRole(channelId: string, actor: string, person: string, role: TeamRole): Promise<TeamMember>;
  /** @throws AppError `account_not_found`, `last_owner` or `owners_only`. */
  removeFromTeam(channelId: string, actor: string, person: string): Promise<void>;
  /** @throws AppError `last_owner`. */
  leaveTeam(channelId: string, accountId: string): Promise<void>;
}

interface TeamDependencies {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  identity: Identity;
}

const largestTeam = 100;

export function createTeam({ db, outbox, clock, identity }: TeamDependencies): Team {
  const team = async (channelId: string): Promise<TeamMember[]> => {
    const rows = await teamOfChannel(db.reader, channelId);
    const accounts = await identity.accountsByIds(rows.map((row) => row.accountId));
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return rows.flatMap(({ accountId, role, since }) => {
      const account = byId.get(accountId);
      return account ? [{ account, role, since }] : [];
    });
  };

  const find = async (channelId: string, person: string): Promise<AccountFacts> => {
    const account = person.includes('@')
      ? await identity.accountByEmail(person)
      : (await team(channelId)).find((member) => member.account.publicId === person)?.account;
    if (!account) throw noSuchPerson();
    return account;
  };

  const change = (channelId: string, actor: string, accountId: string, role: TeamRole | null): Promise<void> =>
    db.transaction(async (tx) => {
      // Every change of a team waits here for its turn, so what is read next cannot change under it.
      await lockChannel(tx, channelId);
      const roles = new Map((await teamOfChannel(tx, channelId)).map((row) => [row.accountId, row.role]));
      const previousRole = roles.get(accountId) ?? null;
      const leaving = actor === accountId && role === null;
      if (!leaving && roles.get(actor) !== 'owner') throw ownersOnly();
      if (previousRole === role) return;
      if (previousRole === 'owner' && countOwners(roles) === 1) throw lastOwner();
      if (previousRole === null && roles.size >= largestTeam) throw teamFull();
      await record(tx, { channelId, accountId, actor, previousRole, role });
    });

  const record = async (tx: Tx, facts: RoleStep): Promise<void> => {
    const { previousRole, role, ...whose } = facts;
    const at = clock.now();
    if (previousRole) await endRole(tx, { ...whose, at });
    if (role) await beginRole(tx, { ...whose, at }, role);
    const { channelId, accountId, actor: actorAccountId } = whose;
    const event = { channelId, accountId, role, previousRole, actorAccountId, at: at.toISOString() };
    await outbox.publish(tx, teamChanged, event);
  };

  return {
    team,
    setTeamRole: async (channelId, actor, person, role) => {
      const account = await find(channelId, person);
      await change(channelId, actor, account.id, role);
      const member = (await team(channelId)).find((one) => one.account.id === account.id);
      if (!member) throw noSuchPerson();
      return member;
    },
    removeFromTeam: async (channelId, actor, person) => {
      await change(channelId, actor, (await find(channelId, person)).id, null);
    },
    leaveTeam: (channelId, accountId) => change(channelId, accountId, accountId, null),
  };
}

interface RoleStep {
  channelId: string;
  accountId: string;
  actor: string;
  previousRole: TeamRole | null;
  role: TeamRole | null;
}

function countOwners(roles: ReadonlyMap<string, TeamRole>): number {
  return [...roles.values()].filter((role) => role === 'owner').length;
}
