export { changedRights } from './change-rules';
export type { AsOf, Holdings, Rights, RightsFacts, RightsSubject, RuleSource } from './face';
export { createRights, type RightsDependencies, type RightsService } from './service';
