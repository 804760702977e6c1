import type { Situation } from './situation';
import { broadcastSituations } from './situations-broadcast';
import { entitlementSituations } from './situations-entitlements';
import { personSituations } from './situations-person';
import { publicationSituations } from './situations-publication';
import { rightsSituations } from './situations-rights';
import { unknownCountrySituations } from './situations-unknown-country';

/** Every case that has a name. */
export const situations: readonly Situation[] = [
  ...publicationSituations,
  ...rightsSituations,
  ...unknownCountrySituations,
  ...entitlementSituations,
  ...broadcastSituations,
  ...personSituations,
];
