import { createHash } from 'node:crypto';
import type { Database } from '../db';
import { AppError } from '../errors';

export interface StoredAnswer {
  status: number;
  body: unknown;
}

/** Keeps the answer of a creating POST, so that a repeat of the same request creates nothing twice. */
export interface IdempotencyStore {
  /**
   * Runs `create` unless this account already used `key`.
   * @throws AppError `idempotency_key_reused` (invalid) for another request under the same key,
   * `idempotency_in_progress` (conflict) while the first is still under way.
   */
  once(request: IdempotentRequest, create: () => Promise<StoredAnswer>): Promise<StoredAnswer>;
}

export interface IdempotentRequest {
  accountId: string;
  key: string;
  path: string;
  body: unknown;
}

interface Row {
  fingerprint: string;
  status: number | null;
  body: unknown;
}

const keptForHours = 24;
const abandonedAfterMinutes = 2;

export function createIdempotencyStore(db: Database): IdempotencyStore {
  return {
    once: async (request, create) => {
      const fingerprint = fingerprintOf(request);
      const claimed = await claim(db, request, fingerprint);
      if (!claimed) return replay(db, request, fingerprint);
      try {
        const answer = await create();
        await settle(db, request, answer);
        return answer;
      } catch (error) {
        await release(db, request);
        throw error;
      }
    },
  };
}

async function claim(db: Database, { accountId, key }: IdempotentRequest, fingerprint: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx('http.idempotency_keys')
      .where({ account_id: accountId, key })
      .where((stale) =>
        stale
          .whereRaw('created_at < now() - make_interval(hours => ?)', [keptForHours])
          .orWhereRaw('status is null and created_at < now() - make_interval(mins => ?)', [abandonedAfterMinutes]),
      )
      .delete();
    const rows = await tx('http.idempotency_keys')
      .insert({ account_id: accountId, key, fingerprint })
      .onConflict(['account_id', 'key'])
      .ignore()
      .returning('key');
    return rows.length === 1;
  });
}

async function replay(db: Database, { accountId, key }: IdempotentRequest, fingerprint: string): Promise<StoredAnswer> {
  const row = (await db.reader('http.idempotency_keys').where({ account_id: accountId, key }).first()) as
    | Row
    | undefined;
  if (row && row.fingerprint !== fingerprint) {
    throw new AppError({
      kind: 'invalid',
      code: 'idempotency_key_reused',
      publicMessage: 'This Idempotency-Key was used for a different request. Use a new key.',
    });
  }
  if (row?.status == null) {
    throw new AppError({
      kind: 'conflict',
      code: 'idempotency_in_progress',
      publicMessage: 'The first request with this Idempotency-Key is still under way. Ask again in a moment.',
      retryAfterSeconds: 1,
    });
  }
  return { status: row.status, body: row.body };
}

async function settle(db: Database, { accountId, key }: IdempotentRequest, answer: StoredAnswer): Promise<void> {
  await db.transaction((tx) =>
    tx('http.idempotency_keys')
      .where({ account_id: accountId, key })
      .update({ status: answer.status, body: JSON.stringify(answer.body ?? null) }),
  );
}

async function release(db: Database, { accountId, key }: IdempotentRequest): Promise<void> {
  await db.transaction((tx) =>
    tx('http.idempotency_keys').where({ account_id: accountId, key, status: null }).delete(),
  );
}

function fingerprintOf({ path, body }: IdempotentRequest): string {
  return createHash('sha256')
    .update(`${path}\0${JSON.stringify(body)}`)
    .digest('hex');
}
