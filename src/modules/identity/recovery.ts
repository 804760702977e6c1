import type { RateLimit } from '../../platform/cache';
import { secretPattern } from './digest';
import { linkExpired } from './errors';
import { sendMail } from './jobs/send-mail';
import { isLinkLive, spendLink } from './mail-link-store';
import type { IdentityParts } from './parts';
import { deleteSessionsOf } from './session-store';
import { accountsByIds, insertSecurityEvent, markEmailVerified, resetPassword } from './store';
import { deleteTokensOf } from './token-store';

const mailLimit: RateLimit = { name: 'identity.reset-mails', points: 3, perSeconds: 3_600 };

export function createRecovery(parts: IdentityParts) {
  const { db, outbox, cache, digest } = parts;
  return {
    /** Does the same work whether or not the address is known: only the job that mails looks it up. */
    requestPasswordReset: async (email: string): Promise<void> => {
      const key = digest.hash('rate-limit', email).toString('base64url');
      if (!(await cache.consume(mailLimit, key)).allowed) return;
      await db.transaction((tx) => outbox.enqueue(tx, sendMail, { kind: 'reset-password', email }));
    },

    /**
     * Sets the password, ends all sessions and verifies the address the link was mailed to.
     * @throws AppError `link_expired` (gone) when it was used, is older than an hour, or was never ours.
     */
    resetPassword: (link: string, password: string, ip: string): Promise<void> => reset(parts, link, password, ip),

    /** Mails the link again; nothing happens when the address is verified already. */
    requestVerification: async (accountId: string): Promise<void> => {
      const [account] = await accountsByIds(db.reader, [accountId]);
      if (!account || account.emailVerified) return;
      await db.transaction((tx) => outbox.enqueue(tx, sendMail, { kind: 'verify-email', accountId }));
    },

    /** @throws AppError `link_expired` (gone) when it was used, is older than three days, or was never ours. */
    verifyEmail: (link: string, ip: string): Promise<void> => verify(parts, link, ip),
  };
}

async function reset(parts: IdentityParts, token: string, password: string, ip: string): Promise<void> {
  const { db, clock, outbox, passwords } = parts;
  const hashes = hashesOf(parts, token);
  if (!(await isLinkLive(db.reader, 'reset-password', hashes, clock.now()))) throw linkExpired();
  const passwordHash = await passwords.hash(password);
  await db.transaction(async (tx) => {
    const now = clock.now();
    const link = await spendLink(tx, 'reset-password', hashes, now);
    if (!link) throw linkExpired();
    const { accountId } = link;
    const { wasVerified } = await resetPassword(tx, accountId, passwordHash, now);
    await deleteSessionsOf(tx, accountId);
    // Nobody had shown to own the address before: whoever signed up with it must keep no way in.
    if (!wasVerified) await deleteTokensOf(tx, accountId);
    await insertSecurityEvent(tx, now, { kind: 'password-reset', accountId, ip });
    await outbox.enqueue(tx, sendMail, { kind: 'password-changed', accountId });
  });
}

async function verify(parts: IdentityParts, token: string, ip: string): Promise<void> {
  const hashes = hashesOf(parts, token);
  await parts.db.transaction(async (tx) => {
    const now = parts.clock.now();
    const link = await spendLink(tx, 'verify-email', hashes, now);
    if (!link) throw linkExpired();
    await markEmailVerified(tx, link.accountId, link.email, now);
    await insertSecurityEvent(tx, now, { kind: 'email-verified', accountId: link.accountId, ip });
  });
}

function hashesOf({ digest }: IdentityParts, token: string): Buffer[] {
  if (!secretPattern.test(token)) throw linkExpired();
  return digest.hashes('mail-link', token);
}
