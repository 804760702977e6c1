import { AsyncLocalStorage } from 'node:async_hooks';
import type { Knex } from 'knex';
import { openPool, type PoolOptions } from './pool';

/** A transaction; first argument of everything that changes state. */
export type Tx = Knex.Transaction;
/** Either the pool or a transaction; what a store's reading functions take. */
export type Reader = Knex | Tx;

export interface Database {
  /**
   * The pool, for reads outside a transaction.
   * @throws inside `transaction`, where a second connection could wait for the first for ever.
   */
  readonly reader: Knex;
  /** Commits when `work` resolves, rolls back when it rejects. Not nestable: hand `tx` on instead. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` last in `tx`, in the order asked for; what it throws rolls everything back.
   * @throws once the transaction has come to its end.
   */
  beforeCommit(tx: Tx, work: () => Promise<void>): void;
  /**
   * Runs `work` once `tx` has committed, and outside of it, so that it may ask the database; never after a rollback.
   * For wake-ups and the like: a failure is only logged, and a process that ends forgets it.
   */
  afterCommit(tx: Tx, work: () => Promise<void> | void): void;
  /** Database time, by a query. */
  now(): Promise<Date>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const inTransaction = new AsyncLocalStorage<true>();
const companions = new AsyncLocalStorage<(tx: Tx) => Promise<void>>();

/** Every transaction that `work` makes also does `companion`, last and in the same commit. */
export function besideEveryCommit<T>(companion: (tx: Tx) => Promise<void>, work: () => Promise<T>): Promise<T> {
  return companions.run(companion, work);
}

export function createDatabase(options: PoolOptions): Database {
  let closing = false;
  const pool = openPool(options, () => closing);
  const lastSteps = new WeakMap<Tx, (() => Promise<void>)[]>();
  const outsideTransaction = (): Knex => {
    if (inTransaction.getStore()) {
      throw new Error('The pool was asked for inside a transaction: pass `tx` on, or the pool can deadlock.');
    }
    return pool;
  };
  return {
    get reader() {
      return outsideTransaction();
    },
    transaction: (work) =>
      outsideTransaction().transaction((tx) =>
        inTransaction.run(true, async () => {
          const steps: (() => Promise<void>)[] = [];
          lastSteps.set(tx, steps);
          const result = await work(tx);
          await companions.getStore()?.(tx);
          for (const step of steps) await step(); // a step may ask for another
          lastSteps.delete(tx);
          return result;
        }),
      ),
    beforeCommit: (tx, work) => {
      const steps = lastSteps.get(tx);
      if (!steps || tx.isCompleted()) throw new Error('The transaction has come to its end already.');
      steps.push(work);
    },
    afterCommit: (tx, work) => {
      const workOutside = () => inTransaction.exit(() => companions.exit(async () => work()));
      tx.executionPromise.then(
        () => workOutside().catch((error) => options.logger.warn({ error }, 'What was to follow a commit failed')),
        () => undefined,
      );
    },
    now: async () => {
      const answer = await outsideTransaction().raw<{ rows: { now: Date }[] }>('select clock_timestamp() as now');
      return answer.rows[0]?.now ?? new Date();
    },
    ping: async () => {
      await pool.raw('select 1');
    },
    close: () => {
      closing = true;
      return pool.destroy();
    },
  };
}
