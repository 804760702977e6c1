import type { Money, TierPrice } from './money';
import type { RightsLevel } from './rights-window';

/** In the order in which they are told: what nothing helps against first, what the viewer can do something about last. */
export const refusalReasons = [
  'trashed',
  'not_published',
  'private',
  'ended',
  'broadcast_cancelled',
  'broadcast_over',
  'blocked_here',
  'not_here',
  'country_unknown',
  'rights_over',
  'rights_not_yet',
  'not_yet',
  'not_on_air',
  'not_ready',
  'age_unconfirmed',
  'password_required',
  'subscription_required',
  'tier_required',
  'purchase_required',
  'ticket_required',
  'grant_required',
  'too_many_devices',
  'taken_over',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What would let the viewer in. */
export type Remedy =
  | { kind: 'wait_until'; at: Date }
  | { kind: 'wait' }
  | { kind: 'sign_in' }
  | { kind: 'subscribe'; tierId: string; name: string; prices: readonly TierPrice[] }
  /** `rentalHours` null: to keep. */
  | { kind: 'buy'; price: Money; rentalHours: number | null }
  | { kind: 'buy_ticket'; price: Money }
  | { kind: 'enter_password' }
  | { kind: 'confirm_age'; age: number }
  | { kind: 'take_over' };

export interface Refusal {
  reason: RefusalReason;
  /** Any one of them takes this reason away; empty where nothing the viewer can do or wait for would help. */
  remedies: readonly Remedy[];
  /** Which level's rights windows refuse. */
  level?: RightsLevel;
  /** Where those windows took the viewer to be; null: not known. */
  country?: string | null;
  /** The channel's own words about it. */
  message?: string | null;
  /** When the entitlement that let the viewer in before ended. */
  endedAt?: Date | null;
}
