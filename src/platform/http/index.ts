export {
  type AccountActor,
  type Actor,
  type AnonymousActor,
  accountIdOf,
  anonymous,
  reachesChannel,
  type TokenGrant,
} from './actor';
export { type CdnCheck, createCdnCheck } from './client-address';
export { clientNetwork } from './client-network';
export { createIdempotencyStore, trimIdempotencyKeys } from './idempotency';
export { createObjectSender, type ObjectSender } from './object-sender';
export { openApiDocument } from './openapi';
export { ownerByHandle } from './owner';
export { problemOf } from './problem';
export {
  type JsonRoute,
  type LeanCall,
  type LeanRoute,
  leanRoute,
  type Method,
  methodsOf,
  type Ownership,
  type RawDescription,
  type RawRoute,
  type ReplyControls,
  type RequestFacts,
  type Route,
  type RouteCall,
  rawRoute,
  route,
} from './route';
export { type SentObject, sendObject } from './send-object';
export type { AccessQuestion } from './serve-route';
export { apiPrefix, createHttpServer, type HttpServer, type HttpServerOptions } from './server';
export type { SheddingOptions } from './shedding';
