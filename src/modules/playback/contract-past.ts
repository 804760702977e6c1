import { z } from 'zod';
import { instant, safeText } from '../../platform/http/text';
import { countrySchema, explainedDecision, ruleSourceView, soughtInstant } from './contract-explain';

/** `GET /operations/explain`. */
export const pastQuery = z.strictObject({
  video: z.string().regex(/^vid_[0-9A-Za-z]{22}$/, { error: 'Name the video by its id, vid_….' }),
  /** E-mail address or `acc_…`; absent: somebody not signed in. */
  account: safeText({ min: 3, max: 254 }).optional(),
  country: countrySchema.default('unknown'),
  /** Absent: now. */
  at: soughtInstant.optional(),
  /** Only what was known by then; absent: all that is known today. */
  knownAt: soughtInstant.optional(),
});
export type PastQuery = z.infer<typeof pastQuery>;

export const heldEntitlement = z.object({
  source: z.enum(['subscription', 'purchase', 'rental', 'ticket', 'gift', 'grant']),
  covers: z.enum(['channel', 'tier', 'video', 'broadcast']),
  /** `tir_…` for a tier; null for what is named elsewhere in the answer, or is another video. */
  tierId: z.string().nullable(),
  /** False: it is for another video. */
  thisVideo: z.boolean(),
  from: instant,
  until: instant.nullable(),
  heldThen: z.boolean(),
});

export const grantedSessionView = z.object({
  grantedAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  why: z.string(),
  /** Whether it was granted and not over at the instant asked about. */
  runningThen: z.boolean(),
});

/** `GET /operations/explain`, 200: could this account watch this then, did it, and who had set the rule? */
export const pastExplanation = z.object({
  video: z.object({ id: z.string(), title: z.string(), channelHandle: z.string() }),
  account: z.object({ id: z.string(), displayName: z.string(), email: z.string() }).nullable(),
  asked: z.object({ country: countrySchema, at: instant, knownAt: instant }),
  answer: explainedDecision,
  /** Each in one sentence: could they, did they. */
  summary: z.object({ could: z.string(), did: z.string() }),
  role: z.enum(['owner', 'editor', 'moderator', 'analyst']).nullable(),
  confirmedAge: z.number().int().nullable(),
  entitlements: z.array(heldEntitlement),
  /** From a day before to a day after, the newest first. Kept for 400 days. */
  sessions: z.array(grantedSessionView),
  sources: z.array(ruleSourceView),
});
export type PastExplanation = z.infer<typeof pastExplanation>;
