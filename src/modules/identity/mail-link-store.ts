import type { Reader, Tx } from '../../platform/db';

export type LinkPurpose = 'verify-email' | 'reset-password';

export interface NewMailLink {
  id: string;
  accountId: string;
  purpose: LinkPurpose;
  /** The address the link is mailed to, and vouches for. */
  email: string;
  tokenHash: Buffer;
  now: Date;
  expiresAt: Date;
}

export interface MailLink {
  accountId: string;
  email: string;
}

/** A repeated mail renews its unused link. Returns false for a link that was used already. */
export async function keepLink(tx: Tx, link: NewMailLink): Promise<boolean> {
  const rows = await tx('identity.mail_links')
    .insert({
      id: link.id,
      account_id: link.accountId,
      purpose: link.purpose,
      email: link.email,
      token_hash: link.tokenHash,
      created_at: link.now,
      expires_at: link.expiresAt,
    })
    .onConflict('token_hash')
    .merge(['expires_at'])
    .whereNull('mail_links.used_at')
    .returning('id');
  return rows.length === 1;
}

export async function isLinkLive(
  reader: Reader,
  purpose: LinkPurpose,
  tokenHashes: readonly Buffer[],
  now: Date,
): Promise<boolean> {
  const row = await reader('identity.mail_links')
    .where({ purpose, used_at: null })
    .whereIn('token_hash', [...tokenHashes])
    .where('expires_at', '>', now)
    .first('id');
  return row !== undefined;
}

/** Uses the link up, and with it every other one of the account for this purpose; null when it is not live. */
export async function spendLink(
  tx: Tx,
  purpose: LinkPurpose,
  tokenHashes: readonly Buffer[],
  now: Date,
): Promise<MailLink | null> {
  const [row] = await tx('identity.mail_links')
    .where({ purpose })
    .whereIn('token_hash', [...tokenHashes])
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now })
    .returning<{ account_id: string; email: string }[]>(['account_id', 'email']);
  if (!row) return null;
  await tx('identity.mail_links')
    .where({ account_id: row.account_id, purpose })
    .whereNull('used_at')
    .update({ used_at: now });
  return { accountId: row.account_id, email: row.email };
}
