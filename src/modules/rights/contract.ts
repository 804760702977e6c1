import { z } from 'zod';
import { instant, safeText } from '../../platform/http/text';
import { expandRegions, isCountryCode, isRegionCode } from '../access';

const plannable = instant.refine((text) => text >= '1970' && text < '9999', { error: 'Choose a year before 9999.' });

/** Countries and regions as people name them; regions are written out when they are saved. */
const countryList = z
  .array(
    z.string().refine((code) => isCountryCode(code) || isRegionCode(code), {
      error: 'Use two-letter country codes such as DE, or a region such as EU.',
    }),
  )
  .max(300)
  .transform(expandRegions);

export const countryRuleSchema = z.union([
  z.strictObject({ only: countryList.refine((list) => list.length > 0, { error: 'Name at least one country.' }) }),
  z.strictObject({ except: countryList }),
]);

export const rightsWindowSchema = z
  .strictObject({
    /** `deny` beats every `allow`, on whatever level. */
    effect: z.enum(['allow', 'deny']),
    /** Null or absent: since ever. */
    from: plannable.nullable().default(null),
    /** Exclusive. Null or absent: for ever. */
    until: plannable.nullable().default(null),
    /** Absent: everywhere. */
    countries: countryRuleSchema.default({ except: [] }),
    /** For the team. */
    reason: safeText({ max: 200 }).nullable().default(null),
    /** Country code, or `*` for every other → what viewers there are told. */
    messageByCountry: z
      .record(
        z.string().refine((code) => code === '*' || isCountryCode(code), { error: 'Use a country code, or *.' }),
        safeText({ min: 1, max: 300 }),
      )
      .default({}),
  })
  .refine(({ from, until }) => !from || !until || Date.parse(from) < Date.parse(until), {
    path: ['until'],
    error: 'The end must lie after the start.',
  });
export type RightsWindowBody = z.infer<typeof rightsWindowSchema>;

export const windowsSchema = z.array(rightsWindowSchema).max(100, { error: 'Use at most 100 windows.' });

export const unknownCountrySchema = z.union([
  z.enum(['refuse', 'allow']),
  z.strictObject({ as: z.string().refine(isCountryCode, { error: 'Use a two-letter country code such as DE.' }) }),
]);

const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'Use a currency code such as EUR.' });
export const moneySchema = z.strictObject({ amountMinor: z.number().int().positive().max(100_000_000), currency });

export const accessWaySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('subscribers') }),
  z.strictObject({ kind: z.literal('tiers'), tierIds: z.array(z.string()).min(1).max(50) }),
  z.strictObject({
    kind: z.literal('purchase'),
    price: moneySchema,
    /** Null or absent: to keep. */
    rentalHours: z.number().int().positive().max(8_760).nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('ticket'), price: moneySchema }),
]);

/** `ways` empty: only whom the channel grants it. */
export const accessRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.literal('restricted'), ways: z.array(accessWaySchema).max(10) }),
]);
export type AccessRuleBody = z.infer<typeof accessRuleSchema>;

const minimumAge = z.number().int().min(1).max(21).nullable();
const deviceLimit = z.number().int().min(1).max(100).nullable();

/** `PUT /channels/:handle/rights`. */
export const channelRightsBody = z.strictObject({
  windows: windowsSchema,
  unknownCountry: unknownCountrySchema.default('refuse'),
  /** Devices of one account that may watch what is restricted at the same time; null: any number. */
  deviceLimit: deviceLimit.default(null),
});
export type ChannelRightsBody = z.infer<typeof channelRightsBody>;

/** `PUT /videos/:id/rights`. */
export const videoRightsBody = z.strictObject({ windows: windowsSchema, minimumAge: minimumAge.default(null) });
export type VideoRightsBody = z.infer<typeof videoRightsBody>;

export const rightsWindowView = z.object({
  effect: z.enum(['allow', 'deny']),
  from: instant.nullable(),
  until: instant.nullable(),
  countries: z.union([z.object({ only: z.array(z.string()) }), z.object({ except: z.array(z.string()) })]),
  reason: z.string().nullable(),
  messageByCountry: z.record(z.string(), z.string()),
});
export type RightsWindowView = z.infer<typeof rightsWindowView>;

/** `GET /channels/:handle/rights`, and the answer of `PUT`. */
export const channelRightsView = z.object({
  windows: z.array(rightsWindowView),
  unknownCountry: unknownCountrySchema,
  deviceLimit,
  /** Sent as ETag, too. */
  version: z.number().int(),
});
export type ChannelRightsView = z.infer<typeof channelRightsView>;

/** `GET /videos/:id/rights`, and the answer of `PUT` and of `PUT /videos/:id/access`. */
export const videoRightsView = z.object({
  videoId: z.string(),
  windows: z.array(rightsWindowView),
  minimumAge,
  access: accessRuleSchema,
  /** What the channel's windows say; both levels must allow. */
  inherited: z.object({ windows: z.array(rightsWindowView), unknownCountry: unknownCountrySchema, deviceLimit }),
  version: z.number().int(),
});
export type VideoRightsView = z.infer<typeof videoRightsView>;

/** `GET /channels/:handle/rights/videos?ids=vid_…,vid_…`: for lists, in a constant number of queries. */
export const rightsOfVideos = z.object({ items: z.array(videoRightsView) });

/** `POST /channels/:handle/rights/bulk`: what is absent stays. All or nothing. */
export const bulkRightsBody = z
  .strictObject({
    videoIds: z.array(z.string()).min(1).max(500),
    windows: windowsSchema.optional(),
    access: accessRuleSchema.optional(),
    minimumAge: minimumAge.optional(),
  })
  .refine(({ windows, access, minimumAge: age }) => windows || access || age !== undefined, {
    error: 'Say what to change: windows, access or minimumAge.',
  });
export type BulkRightsBody = z.infer<typeof bulkRightsBody>;

/** Where `changed` is 0 there is nothing to undo. Otherwise hand `changeId` to `POST /channels/:handle/rights/changes/:changeId/undo`. */
export const bulkRightsView = z.object({
  changeId: z.string(),
  /** How many videos it changed; those that were so already are not counted. */
  changed: z.number().int(),
});
/** `kept`: videos that somebody changed again since; those stay as they are. */
export const undoneRightsView = z.object({ undone: z.number().int(), kept: z.number().int() });

export const entitlementCoverView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('channel') }),
  z.strictObject({ kind: z.literal('tier'), tierId: z.string() }),
  z.strictObject({ kind: z.literal('video'), videoId: z.string() }),
]);

/** `POST /channels/:handle/entitlements`: a grant, or a gift, by hand. */
export const grantBody = z
  .strictObject({
    /** Of an account that exists. */
    email: z.email(),
    source: z.enum(['grant', 'gift']).default('grant'),
    covers: entitlementCoverView,
    /** Null or absent: from now. */
    from: plannable.nullable().default(null),
    /** Null or absent: for ever. */
    until: plannable.nullable().default(null),
    note: safeText({ max: 300 }).nullable().default(null),
  })
  .refine(({ from, until }) => !from || !until || Date.parse(from) < Date.parse(until), {
    path: ['until'],
    error: 'The end must lie after the start.',
  });
export type GrantBody = z.infer<typeof grantBody>;

export const entitlementView = z.object({
  /** `ent_…` */
  id: z.string(),
  account: z.object({ id: z.string(), displayName: z.string() }).nullable(),
  source: z.enum(['subscription', 'purchase', 'rental', 'ticket', 'gift', 'grant']),
  covers: z.union([entitlementCoverView, z.strictObject({ kind: z.literal('broadcast'), broadcastId: z.string() })]),
  /** Of the tier or video covered; null for the whole channel. */
  coversName: z.string().nullable(),
  from: instant,
  until: instant.nullable(),
  note: z.string().nullable(),
  /** True for what the team gave and may take back: `DELETE /channels/:handle/entitlements/:id`; `POST …/:id/give-again` undoes that. */
  byHand: z.boolean(),
});
export type EntitlementView = z.infer<typeof entitlementView>;

/** `GET /channels/:handle/entitlements?q=&cursor=`. */
export const entitlementList = z.object({ items: z.array(entitlementView), nextCursor: z.string().nullable() });

/** `GET /channels/:handle/tiers`: what billing told of; those on sale first. */
export const tierView = z.object({
  /** `tir_…` */
  id: z.string(),
  name: z.string(),
  prices: z.array(moneySchema.extend({ per: z.enum(['month', 'year']) })),
  onSale: z.boolean(),
});
export const tierList = z.object({ items: z.array(tierView) });

export const rightsChangeEntry = z.object({
  what: z.enum(['windows', 'access', 'age', 'settings']),
  at: instant,
  /** `acc_…`; null where the account is gone. */
  accountId: z.string().nullable(),
  displayName: z.string().nullable(),
  /** The same for all that one save, one bulk edit or one undo changed. */
  changeId: z.string(),
  /** The change that this one took back; null for every other. */
  undoes: z.string().nullable(),
  /** As the bodies above have it: windows, an access rule, years, or unknownCountry and deviceLimit. Null before: nothing was said. */
  before: z.unknown(),
  after: z.unknown(),
});
export type RightsChangeEntry = z.infer<typeof rightsChangeEntry>;

/** `GET /videos/:id/rights/history` and `GET /channels/:handle/rights/history`, newest first. */
export const rightsHistory = z.object({ items: z.array(rightsChangeEntry), nextCursor: z.string().nullable() });
export type RightsHistory = z.infer<typeof rightsHistory>;
