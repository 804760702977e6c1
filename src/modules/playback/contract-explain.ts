import { z } from 'zod';
import { instant, safeText } from '../../platform/http/text';
import { isCountryCode, isRegionCode, refusalReasons, rightsLevels } from '../access';
import { remedyView } from './contract';

const flag = z.enum(['true', 'false']).default('false');
const tierId = z.string().regex(/^tir_[0-9A-Za-z]{22}$/, { error: 'Name a tier by its id, tir_….' });

/** `unknown`: nobody could tell where the viewer is. */
export const countrySchema = z.string().refine((code) => code === 'unknown' || isCountryCode(code), {
  error: 'Use a two-letter country code such as DE, or "unknown".',
});

export const soughtInstant = instant.refine((text) => text >= '1970' && text < '9999', {
  error: 'Choose a year before 9999.',
});

/** As whom a simulated viewer asks. `account`: signed in, holds nothing. `purchase`: bought this video, or has a ticket. */
export const simulatedViewerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anonymous') }),
  z.strictObject({ kind: z.literal('account') }),
  z.strictObject({ kind: z.literal('purchase') }),
  z.strictObject({ kind: z.literal('tier'), tierId }),
]);
export type SimulatedViewer = z.infer<typeof simulatedViewerSchema>;

/** `GET /videos/:id/playback/explain`. */
export const explainQuery = z
  .strictObject({
    country: countrySchema.default('unknown'),
    /** Absent: now. Past instants are answered with the facts as they were then. */
    at: soughtInstant.optional(),
    /** A holder of this tier. */
    tier: tierId.optional(),
    /** Absent: anonymous, or a holder of `tier`. */
    as: z.enum(['anonymous', 'account', 'purchase']).optional(),
    /** Years that the viewer has confirmed. */
    age: z.coerce.number().int().min(0).max(120).optional(),
    /** Whether the viewer has entered the password in force. */
    password: flag,
  })
  .refine(({ tier, as }) => !tier || !as, { path: ['as'], error: 'Name a tier or a kind of viewer, not both.' });
export type ExplainQuery = z.infer<typeof explainQuery>;

const who = z.object({
  /** Null: an account that is no more. */
  displayName: z.string().nullable(),
});

/** Who had set a fact that decides, and when. */
export const ruleSourceView = z.object({
  what: z.enum(['published', 'unpublished', 'trashed', 'restored', 'windows', 'access', 'age', 'settings', 'role']),
  /** For `windows`, `access`, `age` and `settings`. */
  level: z.enum(rightsLevels).nullable(),
  by: who,
  from: instant,
  /** Null: in force still. */
  to: instant.nullable(),
  /** In words, without who and when: "published the video as public". */
  detail: z.string(),
});
export type RuleSourceView = z.infer<typeof ruleSourceView>;

const namedWindow = z.object({
  level: z.enum(rightsLevels),
  effect: z.enum(['allow', 'deny']),
  from: instant.nullable(),
  until: instant.nullable(),
  /** What the team calls it. */
  reason: z.string().nullable(),
});

/** One reason why not, for the team. */
export const explainedRefusal = z.object({
  reason: z.enum(refusalReasons),
  /** What the viewer is told. */
  detail: z.string(),
  /** What the team should know: which rule, and what would change it. */
  teamDetail: z.string(),
  remedies: z.array(remedyView),
  /** The level whose windows refuse; null for other reasons. */
  level: z.enum(rightsLevels).nullable(),
  /** The windows that refuse, or those that let in at other times. */
  windows: z.array(namedWindow),
});
export type ExplainedRefusal = z.infer<typeof explainedRefusal>;

const allowedAs = z.enum([
  'public',
  'unlisted',
  'password',
  'subscription',
  'purchase',
  'rental',
  'ticket',
  'gift',
  'grant',
  'team_preview',
]);

/** One decision, explained. */
export const explainedDecision = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('allowed'),
    why: allowedAs,
    /** A sentence for the team. */
    detail: z.string(),
    /** When it becomes a no if nothing is edited. */
    until: instant.nullable(),
  }),
  z.object({
    decision: z.literal('refused'),
    refusals: z.array(explainedRefusal),
    /** False: viewers are told that there is no such video. */
    existencePublic: z.boolean(),
    /** When the reasons change by themselves. */
    until: instant.nullable(),
  }),
]);
export type ExplainedDecision = z.infer<typeof explainedDecision>;

/** `GET /videos/:id/playback/explain`, 200. */
export const playbackExplanation = z.object({
  videoId: z.string(),
  title: z.string(),
  asked: z.object({ country: countrySchema, at: instant, viewer: simulatedViewerSchema }),
  answer: explainedDecision,
  /** Who had set what was in force, the newest first. */
  sources: z.array(ruleSourceView),
});
export type PlaybackExplanation = z.infer<typeof playbackExplanation>;

/** Countries and regions; `unknown` may be one of them. At most 60 once regions are written out. */
const matrixCountries = z
  .array(
    z.string().refine((code) => code === 'unknown' || isCountryCode(code) || isRegionCode(code), {
      error: 'Use two-letter country codes such as DE, a region such as EU, or "unknown".',
    }),
  )
  .min(1)
  .max(60, { error: 'Use at most 60 countries.' });

/**
 * `POST /channels/:handle/playback/matrix`: by the rules as they stand now, at any instants. The library without the trash, page by page, unless `videoIds` are given.
 * A page ends early, with a cursor, where it would hold more than 100,000 cells.
 */
export const matrixBody = z
  .strictObject({
    videoIds: z
      .array(z.string().regex(/^vid_[0-9A-Za-z]{22}$/))
      .min(1)
      .max(200)
      .optional(),
    cursor: safeText({ max: 500 }).nullable().default(null),
    limit: z.number().int().min(1).max(200).default(50),
    countries: matrixCountries,
    /** The same for every video; neither this nor `between`: now. */
    instants: z.array(soughtInstant).min(1).max(100).optional(),
    /** Cut for each video at every instant where anything changes, at most 100 of them. */
    between: z.strictObject({ from: soughtInstant, until: soughtInstant }).optional(),
    viewers: z
      .array(simulatedViewerSchema)
      .min(1)
      .max(20)
      .default([{ kind: 'anonymous' }]),
    /** Whether viewers have entered passwords and confirmed ages; false shows those reasons too. */
    passwords: z.boolean().default(true),
    ages: z.boolean().default(true),
  })
  .refine(({ instants, between }) => !instants || !between, {
    path: ['between'],
    error: 'Give instants or a span, not both.',
  })
  .refine(({ between }) => !between || Date.parse(between.from) < Date.parse(between.until), {
    path: ['between', 'until'],
    error: 'The end must lie after the start.',
  });
export type MatrixBody = z.infer<typeof matrixBody>;

export const lintCodes = [
  'nobody_can_watch',
  'blocked_for_payers',
  'window_ends_during_broadcast',
  'rental_outlives_licence',
  'window_never_matches',
  'no_way_in',
  'publication_ends_first',
] as const;

/** `except` names those that it does not concern. */
const concerned = z.union([
  z.literal('everywhere'),
  z.object({ only: z.array(z.string()) }),
  z.object({ except: z.array(z.string()) }),
]);

export const lintFinding = z.object({
  code: z.enum(lintCodes),
  /** `error`: somebody who should watch cannot; `warning`: probably not what was meant. */
  severity: z.enum(['error', 'warning']),
  /** A sentence: what is wrong, and what to do. */
  detail: z.string(),
  countries: concerned,
  /** The span it is about; null: no bound. */
  from: instant.nullable(),
  until: instant.nullable(),
});
export type LintFinding = z.infer<typeof lintFinding>;

const span = z.object({ from: instant.nullable(), until: instant.nullable() });

/** When the rights windows let a group of countries in that all windows treat alike; publication is `published`. */
export const timelineLane = z.object({
  countries: concerned,
  /** Merged and in order; empty: never. */
  open: z.array(span),
  /** Closed between two open spans. */
  gaps: z.array(span),
  /** Where two allow windows of one level hold at once. */
  overlaps: z.array(span.extend({ level: z.enum(rightsLevels) })),
});
export type TimelineLane = z.infer<typeof timelineLane>;

export const lintedVideo = z.object({
  videoId: z.string(),
  title: z.string(),
  findings: z.array(lintFinding),
  /** Null: not published. */
  published: span.nullable(),
  timeline: z.array(timelineLane),
});
export type LintedVideo = z.infer<typeof lintedVideo>;

/** `GET /channels/:handle/playback/lint`: the library without the trash, page by page. */
export const lintAnswer = z.object({ items: z.array(lintedVideo), nextCursor: z.string().nullable() });
export type LintAnswer = z.infer<typeof lintAnswer>;

export const matrixVideo = lintedVideo.extend({
  /** The columns of time. */
  instants: z.array(instant),
  /** True: there were more instants than 100, and the later are left out. */
  instantsCut: z.boolean(),
  /** `[viewer][country][instant]` → place in `answers`. */
  cells: z.array(z.array(z.array(z.number().int()))),
});
export type MatrixVideo = z.infer<typeof matrixVideo>;

/** The distinct answers that the cells point at. What changes when stands in the cells, not here. */
export const matrixAnswer = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('allowed'), why: allowedAs, detail: z.string() }),
  z.object({ decision: z.literal('refused'), refusals: z.array(explainedRefusal), existencePublic: z.boolean() }),
]);
export type MatrixAnswer = z.infer<typeof matrixAnswer>;

/** `POST /channels/:handle/playback/matrix`, 200. */
export const playbackMatrix = z.object({
  /** Regions written out, in the order of the rows. */
  countries: z.array(z.string()),
  viewers: z.array(simulatedViewerSchema),
  answers: z.array(matrixAnswer),
  items: z.array(matrixVideo),
  nextCursor: z.string().nullable(),
});
export type PlaybackMatrix = z.infer<typeof playbackMatrix>;
