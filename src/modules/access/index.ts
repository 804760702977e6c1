export {
  type Action,
  actionRules,
  isAction,
  isForStaff,
  mayDo,
  scopeFor,
  type TokenScope,
  tokenScopes,
} from './actions';
export {
  decidePlayback,
  type PlaybackDecision,
  type PlaybackFacts,
  type PublicationFacts,
  type Refusal,
  type RefusalReason,
  type Remedy,
  type ViewerFacts,
  type Visibility,
} from './playback-decision';
export { type Role, roles, type TeamRole, teamRoles } from './roles';
