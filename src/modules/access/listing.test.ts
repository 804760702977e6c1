import { listingOf } from './listing';
import type { PlaybackDecision } from './playback-decision';
import type { Refusal } from './refusals';

const refused = (refusals: readonly Refusal[], existencePublic = true): PlaybackDecision => ({
  decision: 'refused',
  refusals,
  existencePublic,
  until: null,
});

const later = { kind: 'wait_until', at: new Date('2026-05-03T20:00:00Z') } as const;
const price = { amountMinor: 499, currency: 'EUR' };
const gold = { kind: 'subscribe', tierId: 't1', name: 'Gold', prices: [] } as const;
const age: Refusal = { reason: 'age_unconfirmed', remedies: [{ kind: 'confirm_age', age: 18 }] };
const tier: Refusal = { reason: 'tier_required', remedies: [later, gold] };
const blocked: Refusal = { reason: 'blocked_here', remedies: [later] };

test('what may be watched is open', () => {
  expect(listingOf({ decision: 'allowed', why: 'subscription', until: null })).toEqual({ listing: 'open' });
});

test.each<[string, Refusal]>([
  ['a tier', tier],
  ['a purchase', { reason: 'purchase_required', remedies: [{ kind: 'buy', price, rentalHours: null }] }],
  ['a ticket', { reason: 'ticket_required', remedies: [{ kind: 'buy_ticket', price }] }],
  ['an age', age],
  ['signing in', { reason: 'age_unconfirmed', remedies: [{ kind: 'sign_in' }] }],
  ['taking over', { reason: 'too_many_devices', remedies: [{ kind: 'take_over' }] }],
])('what opens with %s is locked, and names it', (_, by) => {
  expect(listingOf(refused([by]))).toEqual({ listing: 'locked', by });
});

test('of several reasons the last told names the lock', () => {
  expect(listingOf(refused([age, tier]))).toEqual({ listing: 'locked', by: tier });
});

test.each<[string, readonly Refusal[]]>([
  ['a block, until then', [blocked]],
  ['a block for ever', [{ reason: 'not_here', remedies: [] }]],
  ['one that stays beside one that money opens', [{ reason: 'not_here', remedies: [] }, tier]],
  ['one to wait for beside one that money opens', [{ reason: 'not_yet', remedies: [later] }, tier]],
  ['not being ready', [{ reason: 'not_ready', remedies: [{ kind: 'wait' }] }]],
  ['an invitation', [{ reason: 'grant_required', remedies: [] }]],
  ['a password', [{ reason: 'password_required', remedies: [{ kind: 'enter_password' }] }]],
])('what is refused for %s is hidden', (_, refusals) => {
  expect(listingOf(refused(refusals))).toEqual({ listing: 'hidden' });
});

test('what may not be spoken of is hidden, whatever would open it', () => {
  expect(listingOf(refused([tier], false))).toEqual({ listing: 'hidden' });
});
