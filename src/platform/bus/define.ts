import type { z } from 'zod';
import type { Tx } from '../db';

/** A fact published between rooms; past tense, `room-noun.verb`, for example `video.published`. */
export interface EventDefinition<T> {
  topic: string;
  version: number;
  schema: z.ZodType<T>;
}

/** An order for exactly one consumer; imperative, for example `media.package-source`. */
export interface JobDefinition<T> extends EventDefinition<T> {
  /** Messages of this kind handled side by side in one process. */
  concurrency: number;
  /** After this many failed tries the message becomes a dead letter. */
  attempts: number;
}

export function defineEvent<T>(event: { name: string; version?: number; schema: z.ZodType<T> }): EventDefinition<T> {
  return { topic: event.name, version: event.version ?? 1, schema: event.schema };
}

export function defineJob<T>(job: {
  name: string;
  version?: number;
  schema: z.ZodType<T>;
  concurrency?: number;
  attempts?: number;
}): JobDefinition<T> {
  return {
    topic: `job.${job.name}`,
    version: job.version ?? 1,
    schema: job.schema,
    concurrency: job.concurrency ?? 1,
    attempts: job.attempts ?? 8,
  };
}

export interface Delivery {
  /** The same for every delivery of one message; the inbox knows it by this. */
  messageId: string;
  /** 1 for the first try. */
  attempt: number;
  publishedAt: Date;
}

interface ConsumerBase<T> {
  /** Names the queue and the inbox rows; never changes once deployed: `discovery.index-video`. */
  name: string;
  on: EventDefinition<T>;
  concurrency?: number;
  attempts?: number;
}

/** The effect and the inbox row commit together: exactly once in effect. No network inside. */
export interface TransactionalConsumer<T> extends ConsumerBase<T> {
  handle(tx: Tx, data: T, delivery: Delivery): Promise<void>;
}

/** For effects outside PostgreSQL (mail): the inbox row is written after `perform` resolves, so a crash between the two repeats it. */
export interface PerformingConsumer<T> extends ConsumerBase<T> {
  perform(data: T, delivery: Delivery): Promise<void>;
}

export type Consumer<T = unknown> = TransactionalConsumer<T> | PerformingConsumer<T>;

/** Keeps the payload type while the consumer is written; the bus itself handles them untyped. */
export function consumer<T>(definition: Consumer<T>): Consumer {
  return definition as unknown as Consumer;
}

/** Writes the message beside the change it tells of; it leaves when `tx` commits. */
export interface Outbox {
  publish<T>(tx: Tx, event: EventDefinition<T>, data: T): Promise<void>;
  enqueue<T>(tx: Tx, job: JobDefinition<T>, data: T): Promise<void>;
}

/** Throw this from a consumer when trying again cannot help: the message goes straight to the dead letters. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure';
}
