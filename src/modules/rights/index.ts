export type { AsOf, Holdings, Rights, RightsFacts, RightsSubject, RuleSource } from './face';
export { createRights } from './service';
