import type { PlaybackDecision } from './playback-decision';
import type { Refusal, Remedy } from './refusals';

export type Listing =
  | { listing: 'open' }
  /** `by`: what a lock on it should name; of several reasons, the last told. */
  | { listing: 'locked'; by: Refusal }
  | { listing: 'hidden' };

const atOnce: Readonly<Record<Remedy['kind'], boolean>> = {
  wait_until: false,
  wait: false,
  sign_in: true,
  subscribe: true,
  buy: true,
  buy_ticket: true,
  // Whoever was given the password was given the address, too.
  enter_password: false,
  confirm_age: true,
  take_over: true,
};

/**
 * How a list shows it: what may be watched; locked what this viewer could open at once, for a channel wants to be found;
 * and not at all what nobody here can do anything about.
 */
export function listingOf(decision: PlaybackDecision): Listing {
  if (decision.decision === 'allowed') return { listing: 'open' };
  const { refusals, existencePublic } = decision;
  const by = refusals.at(-1);
  const curable = refusals.every(({ remedies }) => remedies.some(({ kind }) => atOnce[kind]));
  return by && curable && existencePublic ? { listing: 'locked', by } : { listing: 'hidden' };
}
