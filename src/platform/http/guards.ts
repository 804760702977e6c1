import type { Request } from 'express';
import type { Cache, RateLimit } from '../cache';
import { AppError } from '../errors';
import type { Actor } from './actor';
import { clientNetwork } from './client-network';
import type { JsonRoute, RawRoute } from './route';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes from foreign pages. A browser always names its origin on a write, so a missing one is
 * accepted only when no cookie came along (a program with a token).
 * @throws AppError `foreign_origin` (forbidden).
 */
export function checkOrigin(req: Request, allowedOrigins: ReadonlySet<string>): void {
  if (safeMethods.has(req.method)) return;
  const { origin } = req.headers;
  const fine = origin === undefined ? req.headers.cookie === undefined : allowedOrigins.has(origin);
  if (fine) return;
  throw new AppError({
    kind: 'forbidden',
    code: 'foreign_origin',
    publicMessage:
      'This change was asked for by another site, so it was refused. Open Showrunner itself and try again.',
  });
}

/** @throws AppError `unsupported_media_type`: forms and plain text are how foreign pages post without asking. */
export function checkContentType(req: Request): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody || req.is('application/json') || req.is('application/merge-patch+json')) return;
  throw new AppError({
    kind: 'invalid',
    code: 'unsupported_media_type',
    publicMessage: 'Send the body as application/json.',
    details: { status: 415 },
  });
}

/** @throws AppError `rate_limited` with the seconds to wait. */
export async function checkLimits(route: JsonRoute | RawRoute, cache: Cache, ip: string, actor: Actor): Promise<void> {
  for (const limit of route.limits ?? []) {
    const key = limit.by === 'account' && actor.kind === 'account' ? actor.accountId : clientNetwork(ip);
    await consumeOrThrow(cache, limit, key);
  }
}

async function consumeOrThrow(cache: Cache, limit: RateLimit, key: string): Promise<void> {
  const verdict = await cache.consume(limit, key);
  if (verdict.allowed) return;
  throw new AppError({
    kind: 'rate_limited',
    code: 'rate_limited',
    publicMessage: `Too many tries in a short time. Wait ${verdict.retryAfterSeconds} seconds and try again.`,
    retryAfterSeconds: verdict.retryAfterSeconds,
  });
}

/** Reads `If-Match: "7"`; null when absent or `*`. */
export function expectedVersionOf(req: Request): number | null {
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(req.headers['if-match'] ?? '');
  if (match) return Number(match[1]);
  const header = req.headers['if-match'];
  if (header === undefined || header === '*') return null;
  throw new AppError({
    kind: 'invalid',
    code: 'invalid_if_match',
    publicMessage: 'If-Match must be an ETag we gave you.',
  });
}
