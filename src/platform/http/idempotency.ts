import { createHash } from 'node:crypto';
import { besideEveryCommit, type Database, type Tx } from '../db';
import { AppError } from '../errors';
import { newId } from '../ids';
import type { Timer } from '../timers';

export interface StoredAnswer {
  status: number;
  body: unknown;
}

/** Keeps the answer of a creating POST, so that a repeat of the same request creates nothing twice. */
export interface IdempotencyStore {
  /**
   * Runs `create` unless this account already used `key` with an effect. Whether there was one is written in the
   * very transaction of the effect, so that neither a crash nor a lost answer can double it.
   * @throws AppError `idempotency_key_reused` (invalid) for another request under the same key,
   * `idempotency_in_progress` (conflict) while the first is still under way,
   * `idempotency_answer_lost` (conflict) when it took effect and its answer could not be kept.
   */
  once(request: IdempotentRequest, create: () => Promise<StoredAnswer>): Promise<StoredAnswer>;
}

export interface IdempotentRequest {
  accountId: string;
  key: string;
  path: string;
  body: unknown;
}

interface Claim extends Pick<IdempotentRequest, 'accountId' | 'key'> {
  id: string;
}

interface Row {
  fingerprint: string;
  /** It took effect, and nobody is left who could still keep the answer. */
  answer_lost: boolean;
  status: number | null;
  body: unknown;
}

const keptForHours = 24;
/** Longer than any request may take; after it, a claim without effect belongs to a process that died. */
const abandonedAfterMinutes = 2;

export function createIdempotencyStore(db: Database): IdempotencyStore {
  return {
    once: async (request, create) => {
      const fingerprint = fingerprintOf(request);
      const claim = { id: newId(), accountId: request.accountId, key: request.key };
      if (!(await takeClaim(db, claim, fingerprint))) return replay(db, request, fingerprint);
      try {
        const answer = await besideEveryCommit((tx) => noteEffect(tx, claim), create);
        await keepAnswer(db, claim, answer);
        return answer;
      } catch (error) {
        await release(db, claim);
        throw error;
      }
    },
  };
}

/** Forgets keys after a day. */
export function trimIdempotencyKeys({ db }: { db: Database }): Timer {
  return {
    name: 'http.trim-idempotency-keys',
    everyMs: 3_600_000,
    run: () =>
      db.transaction(async (tx) => {
        await tx('http.idempotency_keys').whereRaw(tooOld, [keptForHours]).delete();
      }),
  };
}

const tooOld = 'created_at < now() - make_interval(hours => ?)';
const silent = 'status is null and created_at < now() - make_interval(mins => ?)';
const abandoned = `not took_effect and ${silent}`;
const answerLost = `took_effect and ${silent} as answer_lost`;

async function takeClaim(db: Database, { id, accountId, key }: Claim, fingerprint: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx('http.idempotency_keys')
      .where({ account_id: accountId, key })
      .where((stale) => stale.whereRaw(tooOld, [keptForHours]).orWhereRaw(abandoned, [abandonedAfterMinutes]))
      .delete();
    const rows = await tx('http.idempotency_keys')
      .insert({ claim_id: id, account_id: accountId, key, fingerprint })
      .onConflict(['account_id', 'key'])
      .ignore()
      .returning('key');
    return rows.length === 1;
  });
}

async function replay(db: Database, { accountId, key }: IdempotentRequest, fingerprint: string): Promise<StoredAnswer> {
  const row = (await db
    .reader('http.idempotency_keys')
    .select('fingerprint', 'status', 'body')
    .select(db.reader.raw(answerLost, [abandonedAfterMinutes]))
    .where({ account_id: accountId, key })
    .first()) as Row | undefined;
  if (row && row.fingerprint !== fingerprint) {
    throw new AppError({
      kind: 'invalid',
      code: 'idempotency_key_reused',
      publicMessage: 'This Idempotency-Key was used for a different request. Use a new key.',
    });
  }
  if (row?.status != null) return { status: row.status, body: row.body };
  if (row?.answer_lost) {
    throw new AppError({
      kind: 'conflict',
      code: 'idempotency_answer_lost',
      publicMessage:
        'The first request with this Idempotency-Key took effect, but its answer was lost. Read the list to find what it made.',
    });
  }
  throw new AppError({
    kind: 'conflict',
    code: 'idempotency_in_progress',
    publicMessage: 'The first request with this Idempotency-Key is still under way. Ask again in a moment.',
    retryAfterSeconds: 1,
  });
}

// Somebody else may hold the key by now; then the effect is rolled back with this failure.
async function noteEffect(tx: Tx, { id }: Claim): Promise<void> {
  const noted = await tx('http.idempotency_keys').where({ claim_id: id }).update({ took_effect: true });
  if (noted === 0) throw new Error('The claim on this Idempotency-Key was lost');
}

async function keepAnswer(db: Database, { id }: Claim, answer: StoredAnswer): Promise<void> {
  await db.transaction((tx) =>
    tx('http.idempotency_keys')
      .where({ claim_id: id })
      .update({ status: answer.status, body: JSON.stringify(answer.body ?? null) }),
  );
}

async function release(db: Database, { id }: Claim): Promise<void> {
  const undone = db.transaction((tx) =>
    tx('http.idempotency_keys').where({ claim_id: id, took_effect: false, status: null }).delete(),
  );
  await undone.catch(() => undefined); // the claim then ages out
}

function fingerprintOf({ path, body }: IdempotentRequest): string {
  return createHash('sha256')
    .update(`${path}\0${JSON.stringify(body)}`)
    .digest('hex');
}
