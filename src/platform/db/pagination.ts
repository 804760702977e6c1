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
  throw invalidCursor();
}

/** What a cursor of a list by time names: `encodeCursor([instant, id])`. @throws AppError `invalid_cursor`. */
export function decodePlace(cursor: string): { at: Date; id: string } {
  const [instant = '', id = ''] = decodeCursor(cursor, 2);
  if (!isInstant(instant) || !isUuid(id)) throw invalidCursor();
  return { at: new Date(instant), id };
}

/** An instant as `toISOString` writes it. */
export function isInstant(text: string): boolean {
  return /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function invalidCursor(): AppError {
  return new AppError({
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
