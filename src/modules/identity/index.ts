export type { AccountFacts, Credentials, Identity } from './face';
export { createIdentity, type IdentityDependencies } from './service';
