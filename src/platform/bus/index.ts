export { type Bus, type BusOptions, createBus } from './bus';
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
