import type { Database } from '../../platform/db';
export type Impure = Database;
