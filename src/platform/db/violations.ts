interface PostgresError {
  code: string;
  constraint?: string;
}

function isPostgresError(error: unknown): error is PostgresError {
  return typeof error === 'object' && error !== null && 'code' in error;
}

/** SQLSTATE 23505; with a name, only for that constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isPostgresError(error) && error.code === '23505' && (!constraint || error.constraint === constraint);
}

/** SQLSTATE 23503. */
export function isForeignKeyViolation(error: unknown): boolean {
  return isPostgresError(error) && error.code === '23503';
}
