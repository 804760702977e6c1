export type { AccountFacts, Credentials, Identity } from './face';
export { createPasswords, type Passwords } from './passwords';
export { createIdentity, type IdentityDependencies } from './service';
