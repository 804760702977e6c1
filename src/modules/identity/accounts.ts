import type { RateLimit } from '../../platform/cache';
import { newId, newPublicId } from '../../platform/ids';
import { emailSchema, type SignUpBody } from './contract';
import { emailTaken, notFound, staleAccount, unknownAccount } from './errors';
import { accountCreated } from './events';
import { sendMail } from './jobs/send-mail';
import type { IdentityParts, Visitor } from './parts';
import type { Sessions } from './sessions';
import type { SignedIn } from './sign-in';
import {
  type Account,
  accountsByIds,
  deleteOperator,
  findAccountByEmail,
  findAccountByPublicId,
  insertAccount,
  insertOperator,
  insertSecurityEvent,
  listOperators,
  renameAccount,
} from './store';

const noticeLimit: RateLimit = { name: 'identity.email-taken-notice', points: 3, perSeconds: 86_400 };
const refusalLimit: RateLimit = { name: 'identity.noted-refusals', points: 60, perSeconds: 60 };

export function createAccounts(parts: IdentityParts, sessions: Sessions) {
  const { db, clock } = parts;
  return {
    /** Makes the account, signs it in and mails a link that verifies its address. @throws AppError `email_taken`. */
    signUp: (form: SignUpBody, visitor: Visitor, replacedSessionId: string | null = null): Promise<SignedIn> =>
      signUp(parts, sessions, form, visitor, replacedSessionId),

    accountsByIds: (ids: readonly string[]): Promise<Account[]> => accountsByIds(db.reader, ids),

    accountByEmail: (email: string): Promise<Account | null> => findByTypedEmail(parts, email),

    accountByPublicId: (publicId: string): Promise<Account | null> => findAccountByPublicId(db.reader, publicId),

    /** @throws AppError `not_found`. */
    getAccount: async (id: string): Promise<Account> => first(await accountsByIds(db.reader, [id])),

    /** @throws AppError `version_conflict` when it changed since `expectedVersion`. */
    rename: (id: string, displayName: string, expectedVersion: number | null): Promise<Account> =>
      db.transaction(async (tx) => {
        const renamed = await renameAccount(tx, id, displayName, expectedVersion);
        const account = first(await accountsByIds(tx, [id]));
        if (!renamed) throw staleAccount(account.version);
        return account;
      }),

    /** Makes the account with this address staff of this installation. @throws AppError `account_not_found`. */
    addOperator: (email: string): Promise<Account> => changeOperator(parts, email, 'operator-added'),

    /** @throws AppError `account_not_found`. */
    removeOperator: (email: string): Promise<Account> => changeOperator(parts, email, 'operator-removed'),

    listOperators: (): Promise<Account[]> => listOperators(db.reader),

    noteRefusal: async (refusal: { accountId: string; action: string; path: string; ip: string }): Promise<void> => {
      const { accountId, action, ip } = refusal;
      const details = { action, path: refusal.path.slice(0, 300) };
      try {
        if (!(await parts.cache.consume(refusalLimit, accountId)).allowed) return;
        const now = clock.now();
        await db.transaction((tx) => insertSecurityEvent(tx, now, { kind: 'refusal', accountId, ip, details }));
      } catch (error) {
        parts.logger.warn({ error, accountId, action }, 'Could not note a refusal');
      }
    },
  };
}

async function signUp(
  parts: IdentityParts,
  sessions: Sessions,
  form: SignUpBody,
  visitor: Visitor,
  replacedSessionId: string | null,
): Promise<SignedIn> {
  const { db, clock, outbox, passwords, logger } = parts;
  const { email, displayName } = form;
  const passwordHash = await passwords.hash(form.password);
  const now = clock.now();
  const id = newId(now.getTime());
  const publicId = newPublicId('acc');
  const signedUp = await db.transaction(async (tx) => {
    if (!(await insertAccount(tx, { id, publicId, email, displayName, passwordHash, now }))) return null;
    await outbox.publish(tx, accountCreated, { accountId: id, publicId, displayName, createdAt: now.toISOString() });
    await outbox.enqueue(tx, sendMail, { kind: 'verify-email', accountId: id });
    await insertSecurityEvent(tx, now, { kind: 'signed-up', accountId: id, ip: visitor.ip });
    await insertSecurityEvent(tx, now, { kind: 'signed-in', accountId: id, ip: visitor.ip });
    const session = await sessions.open(tx, id, visitor, replacedSessionId);
    return { account: first(await accountsByIds(tx, [id])), session };
  });
  if (!signedUp) {
    await tellOwner(parts, email);
    throw emailTaken();
  }
  logger.info({ accountId: id }, 'Somebody signed up');
  return signedUp;
}

async function tellOwner({ db, outbox, cache, digest }: IdentityParts, email: string): Promise<void> {
  const key = digest.hash('rate-limit', email).toString('base64url');
  if (!(await cache.consume(noticeLimit, key)).allowed) return;
  await db.transaction((tx) => outbox.enqueue(tx, sendMail, { kind: 'email-taken', email }));
}

async function changeOperator(
  parts: IdentityParts,
  email: string,
  kind: 'operator-added' | 'operator-removed',
): Promise<Account> {
  const { db, clock } = parts;
  const account = await findByTypedEmail(parts, email);
  if (!account) throw unknownAccount(email);
  return db.transaction(async (tx) => {
    const now = clock.now();
    if (kind === 'operator-added') await insertOperator(tx, account.id, now);
    else await deleteOperator(tx, account.id);
    await insertSecurityEvent(tx, now, { kind, accountId: account.id, ip: null });
    return first(await accountsByIds(tx, [account.id]));
  });
}

async function findByTypedEmail({ db }: IdentityParts, email: string): Promise<Account | null> {
  const parsed = emailSchema.safeParse(email);
  return parsed.success ? findAccountByEmail(db.reader, parsed.data) : null;
}

function first(accounts: Account[]): Account {
  const [account] = accounts;
  if (!account) throw notFound();
  return account;
}
