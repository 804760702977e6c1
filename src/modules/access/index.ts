export {
  type AccessRule,
  type AccessWay,
  type Entitlement,
  type EntitlementCover,
  type EntitlementSource,
  entitlementFor,
  entitlementSources,
  type TierOffer,
} from './access-rule';
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
export { countryCodes, expandRegions, isCountryCode, isRegionCode, type RegionCode, regions } from './countries';
export { type Listing, listingOf } from './listing';
export type { Money, TierPrice } from './money';
export { type AllowedAs, decidePlayback, type PlaybackDecision } from './playback-decision';
export type {
  BroadcastFacts,
  BroadcastKind,
  BroadcastState,
  PlaybackFacts,
  PublicationFacts,
  ViewerCountry,
  ViewerFacts,
  Visibility,
} from './playback-facts';
export { type Refusal, type RefusalReason, type Remedy, refusalReasons } from './refusals';
export { rightsAt, rightsReasons } from './rights-here';
export {
  type CountryRule,
  countriesIn,
  holdsAt,
  mayBeIn,
  type RightsLevel,
  type RightsWindow,
  rightsLevels,
  type UnknownCountryAnswer,
} from './rights-window';
export { type Role, roles, type TeamRole, teamRoles } from './roles';
export { elsewhere, isOpenIn, type OpenCountries, openCountries, placesOf } from './viewer-place';
