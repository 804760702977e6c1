import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cache } from '../../platform/cache';
import type { Database } from '../../platform/db';
import type { Logger } from '../../platform/observability';
import { tooManyAtOnce, uploadLocked } from './errors';
import { type Ask, askHolder, beatLeases, type ClaimAnswer, claimLease, releaseLease } from './lease-store';

/** The right to touch one upload's bytes, good across processes. */
export interface Lease {
  readonly uploadId: string;
  /** Grows with every holder; a commit under an older one is refused. */
  readonly fence: number;
  /** False as soon as another process may have taken over: write nothing more. */
  isHeld(): boolean;
  /** Called when somebody else wants the upload, or when the lease is lost. */
  onAsked(listener: (ask: Ask | 'lost') => void): void;
  release(): Promise<void>;
}

export interface LeaseWish {
  /** What to ask of whoever holds it now. */
  ask: Ask;
  /** The account whose slot a request with bytes takes; null for the others. */
  sender: string | null;
  /** Ends the wait: nobody is interested any more. */
  signal?: AbortSignal;
}

export interface LeaseKeeper {
  /**
   * Waits for a holder that stops or has crashed.
   * @throws AppError `upload_locked` when the holder goes on, `too_many_uploads_at_once`.
   */
  acquire(uploadId: string, wish: LeaseWish): Promise<Lease>;
  /** Asks the holders of these uploads, wherever they are, to stop. */
  stop(uploadIds: readonly string[]): Promise<void>;
  /** Asks every holder in this process to stop and no longer prolongs their leases. */
  close(): void;
}

export interface LeaseTuning {
  /** After this long without a sign of life a holder counts as crashed. */
  leaseMs: number;
  beatMs: number;
  /** A holder that lives on this long after it was asked keeps the upload. */
  patienceMs: number;
  slotsPerAccount: number;
}

export const usualLeases: LeaseTuning = { leaseMs: 8_000, beatMs: 2_000, patienceMs: 3_000, slotsPerAccount: 8 };

interface Parts {
  db: Database;
  cache: Cache;
  logger: Logger;
  tuning: LeaseTuning;
}

const askChannel = 'uploads.ask';
const askHoldsMs = 5_000;
const pollMs = 150;

export function createLeaseKeeper(parts: Parts): LeaseKeeper {
  const { db, cache, tuning } = parts;
  const holder = randomUUID();
  const held = new Map<string, HeldLease>();
  const beats = createBeats(parts, holder, held);
  let stopListening: (() => void) | null = null;
  const hear = (message: string) => {
    const [uploadId = '', ask] = message.split(' ');
    held.get(uploadId)?.tell(ask === 'stop' ? 'stop' : 'yield');
  };
  const ask = async (uploadIds: readonly string[], wish: Ask) => {
    await db.transaction((tx) => askHolder(tx, uploadIds, wish));
    for (const uploadId of uploadIds) await cache.broadcast(askChannel, `${uploadId} ${wish}`);
  };
  const claim = async (uploadId: string, sender: string | null): Promise<ClaimAnswer | HeldLease> => {
    stopListening ??= cache.listen(askChannel, hear); // not before: a process without uploads needs no connection for it
    const validUntil = performance.now() + tuning.leaseMs;
    const receiving = sender ? { accountId: sender, slots: tuning.slotsPerAccount } : null;
    const { leaseMs } = tuning;
    const answer = await db.transaction((tx) => claimLease(tx, { uploadId, holder, leaseMs, receiving }));
    if (answer.outcome !== 'granted') return answer;
    const lease = new HeldLease(parts, held, { uploadId, fence: answer.fence, validUntil });
    beats.ensureRunning();
    return lease;
  };
  return {
    acquire: async (uploadId, { ask: wish, sender, signal }) => {
      const patience = createPatience(tuning);
      for (;;) {
        if (signal?.aborted) throw uploadLocked(signal.reason); // nobody is there to hear it
        const answer = await claim(uploadId, sender);
        if (answer instanceof HeldLease) return answer;
        if (answer.outcome === 'no_slot') throw tooManyAtOnce(tuning.slotsPerAccount);
        if (answer.outcome === 'held' && patience.isOver(answer)) throw uploadLocked();
        if (patience.shouldAsk()) await ask([uploadId], wish);
        await pause(pollMs);
      }
    },
    stop: (uploadIds) => ask(uploadIds, 'stop'),
    close: () => {
      stopListening?.();
      beats.close();
      for (const lease of held.values()) lease.tell('stop');
    },
  };
}

class HeldLease implements Lease {
  readonly uploadId: string;
  readonly fence: number;
  /** By this process' own monotonic clock. */
  validUntil: number;
  readonly #parts: Parts;
  readonly #held: Map<string, HeldLease>;
  readonly #listeners: ((ask: Ask | 'lost') => void)[] = [];

  constructor(
    parts: Parts,
    held: Map<string, HeldLease>,
    facts: { uploadId: string; fence: number; validUntil: number },
  ) {
    this.uploadId = facts.uploadId;
    this.fence = facts.fence;
    this.validUntil = facts.validUntil;
    this.#parts = parts;
    this.#held = held;
    held.set(this.uploadId, this);
  }

  isHeld(): boolean {
    return this.#held.get(this.uploadId) === this && performance.now() < this.validUntil;
  }

  onAsked(listener: (ask: Ask | 'lost') => void): void {
    this.#listeners.push(listener);
  }

  tell(what: Ask | 'lost'): void {
    for (const listener of this.#listeners) listener(what);
  }

  lose(): void {
    if (this.#held.get(this.uploadId) !== this) return; // given back meanwhile
    this.#held.delete(this.uploadId);
    this.tell('lost');
  }

  async release(): Promise<void> {
    const { db, logger } = this.#parts;
    const { uploadId, fence } = this;
    if (this.#held.get(uploadId) === this) this.#held.delete(uploadId);
    await db
      .transaction((tx) => releaseLease(tx, uploadId, fence))
      .catch((error) => logger.warn({ error, uploadId }, 'A lease could not be given back and will run out'));
  }
}

/** A living holder is waited for briefly, a silent one until its lease has run out. */
function createPatience({ leaseMs, patienceMs }: LeaseTuning) {
  const since = performance.now();
  let first: { fence: number; until: Date } | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    isOver: (seen: { fence: number; until: Date }): boolean => {
      first ??= seen;
      const waitedMs = performance.now() - since;
      const isAlive = seen.fence !== first.fence || seen.until > first.until;
      return (isAlive && waitedMs >= patienceMs) || waitedMs >= leaseMs + patienceMs;
    },
    shouldAsk: (): boolean => {
      if (performance.now() - askedAt < askHoldsMs / 2) return false;
      askedAt = performance.now();
      return true;
    },
  };
}

/** One query prolongs all leases of this process; without any there is none. */
function createBeats({ db, logger, tuning }: Parts, holder: string, held: Map<string, HeldLease>) {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const beat = async () => {
    const before = new Map(held);
    const sentAt = performance.now();
    const living = await db.transaction((tx) => beatLeases(tx, holder, tuning.leaseMs, askHoldsMs));
    for (const { uploadId, fence, asked } of living) {
      const lease = before.get(uploadId);
      if (lease?.fence !== fence) continue;
      before.delete(uploadId);
      lease.validUntil = sentAt + tuning.leaseMs;
      if (asked) lease.tell(asked);
    }
    for (const lease of before.values()) lease.lose();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const tick = async () => {
    if (held.size === 0) return stop();
    if (running) return;
    running = true;
    await beat().catch((error) => logger.warn({ error }, 'Upload leases could not be prolonged'));
    running = false;
  };
  return {
    ensureRunning: () => {
      timer ??= setInterval(() => void tick(), tuning.beatMs);
    },
    close: stop,
  };
}
