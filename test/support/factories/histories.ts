import fc from 'fast-check';
import type { AccessRuleBody, ChannelRightsBody, VideoRightsBody } from '../../../src/modules/rights/contract';

const hourMs = 3_600_000;

/** Countries that windows name and viewers ask from; null: nobody knows. */
const countries = ['DE', 'AT', 'FR'] as const;
const rule = fc.oneof(
  fc.record({ only: fc.subarray([...countries], { minLength: 1 }) }),
  fc.record({ except: fc.subarray([...countries]) }),
);
/** Hours from the step on, the past included; null: no bound. */
const bound = fc.option(fc.integer({ min: -48, max: 96 }), { nil: null, freq: 2 });

const window = fc.record({
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
  ...{ fromHours: bound, untilHours: bound, countries: rule },
});
export type WindowStep = typeof window extends fc.Arbitrary<infer T> ? T : never;
const windows = fc.array(window, { maxLength: 2 });

const price = { amountMinor: 500, currency: 'EUR' };
const access: fc.Arbitrary<AccessRuleBody> = fc.oneof(
  fc.constant<AccessRuleBody>({ kind: 'free' }),
  fc
    .subarray([
      { kind: 'subscribers' as const },
      { kind: 'purchase' as const, price, rentalHours: 48 },
      { kind: 'purchase' as const, price, rentalHours: null },
    ])
    .map((ways): AccessRuleBody => ({ kind: 'restricted', ways })),
);

const unknownCountry = fc.constantFrom<ChannelRightsBody['unknownCountry']>('refuse', 'allow', { as: 'DE' });
const minimumAge = fc.constantFrom<VideoRightsBody['minimumAge']>(null, 16, 18);

const simpleKinds = ['unpublish', 'trash', 'restore', 'plays', 'fails', 'takeBack', 'confirmAge'] as const;
type SimpleKind = (typeof simpleKinds)[number];
type SimpleDeed = { [K in SimpleKind]: { kind: K } }[SimpleKind];

/** What people and billing do to one video and one viewer. */
const deed = fc.oneof(
  fc.record({
    kind: fc.constant('publish' as const),
    visibility: fc.constantFrom(...(['public', 'public', 'unlisted', 'private', 'password', 'password'] as const)),
    password: fc.constantFrom('mermaid', 'seahorse'),
    startsInHours: fc.option(fc.integer({ min: 1, max: 72 }), { nil: null, freq: 1 }),
    lastsHours: fc.option(fc.integer({ min: 1, max: 72 }), { nil: null, freq: 1 }),
  }),
  ...simpleKinds.map((kind) => fc.constant({ kind } as SimpleDeed)),
  fc.record({ kind: fc.constant('channelRights' as const), windows, unknownCountry }),
  fc.record({ kind: fc.constant('videoRights' as const), windows, minimumAge }),
  fc.record({ kind: fc.constant('access' as const), access }),
  fc.record({
    kind: fc.constant('grant' as const),
    covers: fc.constantFrom('channel' as const, 'video' as const, 'tier' as const),
    fromHours: fc.option(fc.integer({ min: -24, max: 24 }), { nil: null }),
    lastsHours: fc.option(fc.integer({ min: 25, max: 96 }), { nil: null }),
  }),
  // Billing hears late, and corrects what it had told before.
  fc.record({
    kind: fc.constantFrom('purchase' as const, 'period' as const),
    fromHours: fc.integer({ min: -72, max: 12 }),
    lastsHours: fc.integer({ min: 0, max: 120 }),
  }),
  fc.record({
    kind: fc.constant('tier' as const),
    onSale: fc.boolean(),
    amountMinor: fc.integer({ min: 1, max: 900 }),
  }),
  fc.record({
    kind: fc.constant('role' as const),
    role: fc.constantFrom('editor' as const, 'analyst' as const, null, null),
  }),
);
export type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const question = fc.record({
  as: fc.constantFrom('viewer' as const, 'viewer' as const, 'stranger' as const),
  country: fc.constantFrom(...countries, 'US', null),
  /** First, the one in force. */
  entersPassword: fc.boolean(),
});

export interface Step {
  afterMs: number;
  deed: Deed;
  /** Asked a moment after the deed. */
  questions: { as: 'viewer' | 'stranger'; country: string | null; entersPassword: boolean; afterMs: number }[];
}

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.integer({ min: 1, max: 30 * hourMs }),
  deed,
  questions: fc.array(
    question.chain((asked) => fc.constantFrom(0, 1, hourMs, 20 * hourMs).map((afterMs) => ({ ...asked, afterMs }))),
    { maxLength: 2 },
  ),
});

const history = fc.array(step, { minLength: 3, maxLength: 8 });

export function someHistories(count: number, seed: number): Step[][] {
  return fc.sample(history, { numRuns: count, seed });
}
