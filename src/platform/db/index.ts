export {
  besideEveryCommit,
  createDatabase,
  type Database,
  type Reader,
  type Tx,
} from './database';
export { beforeAnyId, everyPage } from './every-page';
export { migrateToLatest, pendingMigrations } from './migrate';
export {
  decodeCursor,
  decodePlace,
  encodeCursor,
  invalidCursor,
  isInstant,
  isUuid,
  type Page,
  type PageQuery,
  pageOf,
} from './pagination';
export { addressOf, DatabaseAway } from './pool';
export { isForeignKeyViolation, isUniqueViolation } from './violations';
