import { AppError } from '../errors';

export interface PageQuery {
  limit: number;
  cursor: string | null;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Opaque keyset position; `parts` are the sort columns of the last row, in order. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws AppError `invalid_cursor` for anything `encodeCursor` did not make with `count` parts. */
export function decodeCursor(cursor: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string')) return parts;
  } catch {
    // falls through to the one refusal below
  }
  throw new AppError({
    kind: 'invalid',
    code: 'invalid_cursor',
    publicMessage: 'This page link is not valid. Start again from the first page.',
  });
}

/** Turns `limit + 1` rows into a page. */
export function pageOf<R>(rows: R[], limit: number, cursorOf: (row: R) => readonly string[]): Page<R> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
