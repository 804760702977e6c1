import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { TeamRole } from '../access';
import type { RoleThen } from './face';

export interface TeamRow {
  accountId: string;
  role: TeamRole;
  since: Date;
}

interface RoleRow {
  channel_id: string;
  account_id: string;
  role: TeamRole;
  valid_from: Date;
  valid_to: Date | null;
  actor: string;
}

const table = 'channels.team_roles';

export async function findRole(db: Reader, channelId: string, accountId: string): Promise<TeamRole | null> {
  const row = await db<RoleRow>(table)
    .where({ channel_id: channelId, account_id: accountId })
    .whereNull('valid_to')
    .first('role');
  return row?.role ?? null;
}

export async function rolesOfAccount(db: Reader, accountId: string): Promise<Map<string, TeamRole>> {
  const rows = await db<RoleRow>(table)
    .where({ account_id: accountId })
    .whereNull('valid_to')
    .select('channel_id', 'role');
  return new Map(rows.map((row) => [row.channel_id, row.role]));
}

export async function rolesOfAccountAsOf(db: Reader, accountId: string, instant: Date): Promise<Map<string, RoleThen>> {
  const rows = await db<RoleRow>(table)
    .where({ account_id: accountId })
    .where('valid_from', '<=', instant)
    .where((then) => then.whereNull('valid_to').orWhere('valid_to', '>', instant))
    .select('channel_id', 'role', 'actor', 'valid_from', 'valid_to');
  return new Map(
    rows.map(({ channel_id, role, actor, valid_from, valid_to }) => [
      channel_id,
      { role, actor, from: valid_from, to: valid_to },
    ]),
  );
}

/** Owners first, then by how long they have been there. */
export async function teamOfChannel(db: Reader, channelId: string): Promise<TeamRow[]> {
  const rows = await db<RoleRow>(table)
    .where({ channel_id: channelId })
    .whereNull('valid_to')
    .orderByRaw("role = 'owner' desc, valid_from, id")
    .select('account_id', 'role', 'valid_from');
  return rows.map((row) => ({ accountId: row.account_id, role: row.role, since: row.valid_from }));
}

export interface RoleChange {
  channelId: string;
  accountId: string;
  actor: string;
  at: Date;
}

export async function beginRole(
  tx: Tx,
  { channelId, accountId, actor, at }: RoleChange,
  role: TeamRole,
): Promise<void> {
  await tx(table).insert({
    id: newId(at.getTime()),
    channel_id: channelId,
    account_id: accountId,
    role,
    valid_from: at,
    actor,
  });
}

export async function endRole(tx: Tx, { channelId, accountId, actor, at }: RoleChange): Promise<void> {
  await tx(table)
    .where({ channel_id: channelId, account_id: accountId })
    .whereNull('valid_to')
    .update({ valid_to: tx.raw('greatest(valid_from, ?::timestamptz)', [at]), ended_by: actor });
}
