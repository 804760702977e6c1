import type { Database, Reader } from '../../platform/db';
import { exportAccount, personalTables } from './personal-data-store';

/** What one room keeps about a person: where it lies, and how that person gets a copy. */
export interface PersonalData {
  room: string;
  /** Schema-qualified; all rows go with the account. */
  tables: readonly string[];
  /** Rows by table, without secrets. */
  exportFor(accountId: string): Promise<Record<string, readonly Record<string, unknown>[]>>;
}

export function identityPersonalData(db: Database): PersonalData {
  const reader = (): Reader => db.reader;
  return { room: 'identity', tables: personalTables, exportFor: (accountId) => exportAccount(reader(), accountId) };
}
