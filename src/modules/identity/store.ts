import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { AccountFacts } from './face';

export interface Account extends AccountFacts {
  version: number;
  createdAt: Date;
}

export interface NewAccount {
  id: string;
  publicId: string;
  email: string;
  displayName: string;
  passwordHash: string;
  now: Date;
}

interface AccountRow {
  id: string;
  public_id: string;
  email: string;
  email_verified_at: Date | null;
  display_name: string;
  version: number;
  created_at: Date;
  operator: boolean;
}

const accountFields = ['id', 'public_id', 'email', 'email_verified_at', 'display_name', 'version', 'created_at'];

function accounts(reader: Reader) {
  return reader('identity.accounts as account')
    .leftJoin('identity.operators as operator', 'operator.account_id', 'account.id')
    .select<AccountRow[]>(
      ...accountFields.map((field) => `account.${field}`),
      reader.raw('operator.account_id is not null as operator'),
    );
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    publicId: row.public_id,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    displayName: row.display_name,
    operator: row.operator,
    version: row.version,
    createdAt: row.created_at,
  };
}

export async function accountsByIds(reader: Reader, ids: readonly string[]): Promise<Account[]> {
  return (await accounts(reader).whereIn('account.id', ids)).map(toAccount);
}

export async function findAccountByEmail(reader: Reader, email: string): Promise<Account | null> {
  const [row] = await accounts(reader).where('account.email', email);
  return row ? toAccount(row) : null;
}

export async function findAccountByPublicId(reader: Reader, publicId: string): Promise<Account | null> {
  const [row] = await accounts(reader).where('account.public_id', publicId);
  return row ? toAccount(row) : null;
}

/** False when the address is taken. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const rows = await tx('identity.accounts')
    .insert({
      id: account.id,
      public_id: account.publicId,
      email: account.email,
      display_name: account.displayName,
      password_hash: account.passwordHash,
      password_changed_at: account.now,
      created_at: account.now,
    })
    .onConflict('email')
    .ignore()
    .returning('id');
  return rows.length === 1;
}

/** Null when the account has moved on from `expectedVersion`. */
export async function renameAccount(
  tx: Tx,
  id: string,
  displayName: string,
  expectedVersion: number | null,
): Promise<boolean> {
  const update = tx('identity.accounts').where({ id });
  if (expectedVersion !== null) update.where({ version: expectedVersion });
  return (await update.update({ display_name: displayName, version: tx.raw('version + 1') })) === 1;
}

export interface StoredCredentials {
  accountId: string;
  passwordHash: string;
  /** Somebody signed in to this account from this address lately. */
  familiarAddress: boolean;
}

export async function findCredentials(
  reader: Reader,
  email: string,
  ip: string,
  familiarSince: Date,
): Promise<StoredCredentials | null> {
  const familiar = reader('identity.security_events as event')
    .whereRaw('event.account_id = account.id')
    .where({ 'event.kind': 'signed-in', 'event.ip': ip })
    .where('event.at', '>', familiarSince)
    .select(reader.raw('1'));
  const row = await reader('identity.accounts as account')
    .where('account.email', email)
    .select<{ id: string; password_hash: string; familiar: boolean }[]>(
      'account.id',
      'account.password_hash',
      reader.raw('exists (?) as familiar', [familiar]),
    )
    .first();
  return row ? { accountId: row.id, passwordHash: row.password_hash, familiarAddress: row.familiar } : null;
}

/** The present hash, held until `tx` ends; null when there is no such account. */
export async function lockPasswordHash(tx: Tx, accountId: string): Promise<string | null> {
  const row = await tx('identity.accounts').where({ id: accountId }).forUpdate().first('password_hash');
  return row ? String(row.password_hash) : null;
}

/** The same password under today's parameters. */
export async function replacePasswordHash(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx('identity.accounts').where({ id: accountId }).update({ password_hash: passwordHash });
}

/** A new password, by somebody who reads the account's mail. Returns whether the address was verified before. */
export async function resetPassword(
  tx: Tx,
  accountId: string,
  passwordHash: string,
  now: Date,
): Promise<{ wasVerified: boolean }> {
  const before = await tx('identity.accounts').where({ id: accountId }).forUpdate().first('email_verified_at');
  await tx('identity.accounts')
    .where({ id: accountId })
    .update({
      password_hash: passwordHash,
      password_changed_at: now,
      email_verified_at: before?.email_verified_at ?? now,
      version: tx.raw('version + 1'),
    });
  return { wasVerified: before?.email_verified_at != null };
}

export async function markEmailVerified(tx: Tx, accountId: string, email: string, now: Date): Promise<void> {
  await tx('identity.accounts')
    .where({ id: accountId, email })
    .whereNull('email_verified_at')
    .update({ email_verified_at: now, version: tx.raw('version + 1') });
}

export async function insertOperator(tx: Tx, accountId: string, now: Date): Promise<void> {
  await tx('identity.operators').insert({ account_id: accountId, added_at: now }).onConflict('account_id').ignore();
}

export async function deleteOperator(tx: Tx, accountId: string): Promise<boolean> {
  return (await tx('identity.operators').where({ account_id: accountId }).delete()) === 1;
}

export async function listOperators(reader: Reader): Promise<Account[]> {
  return (await accounts(reader).whereNotNull('operator.account_id').orderBy('account.email')).map(toAccount);
}

export type SecurityEventKind =
  | 'signed-up'
  | 'signed-in'
  | 'sign-in-failed'
  | 'signed-out-everywhere'
  | 'password-reset'
  | 'email-verified'
  | 'token-created'
  | 'token-revoked'
  | 'operator-added'
  | 'operator-removed'
  | 'refusal';

export interface SecurityEvent {
  kind: SecurityEventKind;
  /** Null where nobody could be told. */
  accountId: string | null;
  ip: string | null;
  details?: Record<string, unknown>;
}

export async function insertSecurityEvent(tx: Tx, now: Date, event: SecurityEvent): Promise<void> {
  await tx('identity.security_events').insert({
    id: newId(now.getTime()),
    account_id: event.accountId,
    kind: event.kind,
    ip: event.ip,
    details: JSON.stringify(event.details ?? {}),
    at: now,
  });
}
