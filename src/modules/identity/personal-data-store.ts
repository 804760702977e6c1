import type { Reader } from '../../platform/db';

// Hashes of passwords and tokens are ours to guard, not to hand out.
const exported: Record<string, { owner: string; columns: readonly string[] }> = {
  'identity.accounts': {
    owner: 'id',
    columns: ['public_id', 'email', 'email_verified_at', 'display_name', 'password_changed_at', 'created_at'],
  },
  'identity.operators': { owner: 'account_id', columns: ['added_at'] },
  'identity.sessions': {
    owner: 'account_id',
    columns: ['public_id', 'created_at', 'last_seen_at', 'expires_at', 'ip', 'user_agent'],
  },
  'identity.tokens': {
    owner: 'account_id',
    columns: ['public_id', 'name', 'scopes', 'channel_ids', 'created_at', 'last_used_at', 'expires_at'],
  },
  'identity.mail_links': {
    owner: 'account_id',
    columns: ['purpose', 'email', 'created_at', 'expires_at', 'used_at'],
  },
  'identity.security_events': { owner: 'account_id', columns: ['kind', 'ip', 'details', 'at'] },
};

export const personalTables: readonly string[] = Object.keys(exported);

export async function exportAccount(
  reader: Reader,
  accountId: string,
): Promise<Record<string, readonly Record<string, unknown>[]>> {
  const copy: Record<string, readonly Record<string, unknown>[]> = {};
  for (const [table, { owner, columns }] of Object.entries(exported)) {
    copy[table] = await reader(table)
      .where({ [owner]: accountId })
      .select<Record<string, unknown>[]>(...columns);
  }
  return copy;
}
