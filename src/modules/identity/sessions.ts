import type { Tx } from '../../platform/db';
import { type Actor, anonymous } from '../../platform/http';
import { newId, newPublicId } from '../../platform/ids';
import { secretPattern } from './digest';
import { notFound } from './errors';
import type { IdentityParts, Visitor } from './parts';
import {
  deleteSession,
  deleteSessionOf,
  deleteSessionsOf,
  findLiveSession,
  insertSession,
  type ListedSession,
  type LiveSession,
  liveSessionsOf,
  touchSession,
  trimSessionsOf,
} from './session-store';
import { insertSecurityEvent } from './store';

const dayMs = 86_400_000;
const slidingMs = 30 * dayMs;
const absoluteMs = 180 * dayMs;
const seenEveryMs = 60_000;
const mostSessions = 100;

/** What the browser keeps. */
export interface IssuedSession {
  token: string;
  /** The longest it can last; unused, it ends after 30 days. */
  maxAgeSeconds: number;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(parts: IdentityParts) {
  const { db, clock, digest } = parts;
  return {
    /** Opens a session under a new secret and ends the one it replaces, so that a planted id is worth nothing. */
    open: (tx: Tx, accountId: string, visitor: Visitor, replacedSessionId: string | null) =>
      openSession(parts, tx, accountId, visitor, replacedSessionId),

    actorOf: async (token: string): Promise<Actor> => {
      if (!secretPattern.test(token)) return anonymous;
      const now = clock.now();
      const session = await findLiveSession(db.reader, digest.hashes('session', token), now);
      if (!session) return anonymous;
      await noteSeen(parts, session, digest.hash('session', token), now);
      const { id, accountId, operator } = session;
      return { kind: 'account', accountId, operator, sessionId: id, token: null };
    },

    /** The newest of an account's live sessions, seen last first. */
    listSessions: (accountId: string): Promise<ListedSession[]> =>
      liveSessionsOf(db.reader, accountId, clock.now(), mostSessions),

    signOut: (sessionId: string): Promise<void> => db.transaction((tx) => deleteSession(tx, sessionId)),

    /** @throws AppError `not_found` for another account's session. */
    endSession: async (accountId: string, publicId: string): Promise<void> => {
      if (!(await db.transaction((tx) => deleteSessionOf(tx, accountId, publicId)))) throw notFound();
    },

    /** Ends every session of the account, this one too. */
    signOutEverywhere: (accountId: string, ip: string): Promise<void> =>
      db.transaction(async (tx) => {
        const ended = await deleteSessionsOf(tx, accountId);
        const details = { sessions: ended };
        await insertSecurityEvent(tx, clock.now(), { kind: 'signed-out-everywhere', accountId, ip, details });
      }),
  };
}

async function openSession(
  { clock, digest }: IdentityParts,
  tx: Tx,
  accountId: string,
  { ip, userAgent }: Visitor,
  replacedSessionId: string | null,
): Promise<IssuedSession> {
  const now = clock.now();
  const token = digest.newSecret();
  if (replacedSessionId) await deleteSession(tx, replacedSessionId);
  await insertSession(tx, {
    id: newId(now.getTime()),
    publicId: newPublicId('ses'),
    accountId,
    tokenHash: digest.hash('session', token),
    now,
    expiresAt: expiryOf(now, now),
    ip,
    userAgent: storable(userAgent),
  });
  await trimSessionsOf(tx, accountId, mostSessions);
  return { token, maxAgeSeconds: absoluteMs / 1_000 };
}

function expiryOf(createdAt: Date, seenAt: Date): Date {
  return new Date(Math.min(seenAt.getTime() + slidingMs, createdAt.getTime() + absoluteMs));
}

function storable(userAgent: string): string {
  return userAgent.replaceAll(String.fromCharCode(0), '').toWellFormed().slice(0, 400);
}

// Once a minute at most; a failure here is no reason to send somebody away.
async function noteSeen(
  { db, logger }: IdentityParts,
  session: LiveSession,
  tokenHash: Buffer,
  now: Date,
): Promise<void> {
  const unseenSince = new Date(now.getTime() - seenEveryMs);
  if (session.lastSeenAt > unseenSince) return;
  const expiresAt = expiryOf(session.createdAt, now);
  try {
    await db.transaction((tx) => touchSession(tx, session.id, { now, unseenSince, expiresAt, tokenHash }));
  } catch (error) {
    logger.warn({ error }, 'Could not note when a session was last seen');
  }
}
