export { type Bus, type BusOptions, createBus } from './bus';
export {
  type DeadLetter,
  discardDeadLetter,
  pageDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
  showDeadLetter,
} from './dead-letters';
export {
  type Consumer,
  consumer,
  type Delivery,
  defineEvent,
  defineJob,
  type EventDefinition,
  type JobDefinition,
  type Outbox,
  type PerformingConsumer,
  PermanentFailure,
  type TransactionalConsumer,
} from './define';
export { type BusFigures, readBusFigures } from './figures';
export { type Reconciled, reconcile, reconcileBus } from './reconcile';
export type { Roles } from './transport';
export { trimBus } from './trim';
