import { z } from 'zod';
import { instant, passwordText, problem } from '../../platform/http/text';
import { refusalReasons } from '../access';

export const refusalReasonSchema = z.enum(refusalReasons);

const money = z.object({ amountMinor: z.number().int(), currency: z.string() });

/** What would let the viewer in. */
export const remedyView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wait_until'), at: instant }),
  z.object({ kind: z.literal('wait') }),
  z.object({ kind: z.literal('sign_in') }),
  z.object({
    kind: z.literal('subscribe'),
    /** `tir_…` */
    tierId: z.string(),
    name: z.string(),
    prices: z.array(money.extend({ per: z.enum(['month', 'year']) })),
  }),
  /** `rentalHours` null: to keep. */
  z.object({ kind: z.literal('buy'), price: money, rentalHours: z.number().int().nullable() }),
  z.object({ kind: z.literal('buy_ticket'), price: money }),
  z.object({ kind: z.literal('enter_password') }),
  z.object({ kind: z.literal('confirm_age'), age: z.number().int() }),
  z.object({ kind: z.literal('take_over') }),
]);
export type RemedyView = z.infer<typeof remedyView>;

/** Where an account watches. */
export const watchingDevice = z.object({
  /** What its owner would call it, such as “Chrome on Windows”. */
  device: z.string(),
  since: instant,
  /** Of what it shows; absent where that cannot be told. */
  title: z.string().optional(),
});
export type WatchingDevice = z.infer<typeof watchingDevice>;

export const refusalView = z.object({
  reason: refusalReasonSchema,
  /** A few words, as over the picture. */
  title: z.string(),
  /** A sentence for the viewer: the channel's own where it wrote one. */
  detail: z.string(),
  /** ISO 3166-1 alpha-2: where rights took the viewer to be; absent where that did not count, or is not known. */
  country: z.string().optional(),
  /** When the entitlement that let the viewer in before ended. */
  endedAt: instant.optional(),
  /** The first of `remedies`; absent where nothing the viewer can do or wait for would help. */
  remedy: remedyView.optional(),
  /** Any one of them takes this reason away. */
  remedies: z.array(remedyView),
  /** With `too_many_devices`: who has the places. */
  devices: z.array(watchingDevice).optional(),
});
export type RefusalView = z.infer<typeof refusalView>;

const enteredPassword = passwordText({ min: 1, max: 200 });

/** `POST /videos/:id/playback`; may be left out. */
export const startBody = z.strictObject({
  /** For clients that keep no cookies; others send it to `POST /videos/:id/unlock`, once. */
  password: enteredPassword.optional(),
  /** Ends what other devices watch, as far as it takes to make room for this one. */
  takeOver: z.boolean().optional(),
});
export type StartBody = z.infer<typeof startBody>;

/** `POST /videos/:id/unlock`, 204: a cookie remembers it for 30 days. */
export const unlockBody = z.strictObject({ password: enteredPassword });
export type UnlockBody = z.infer<typeof unlockBody>;

/** `POST /me/age`, 204: the account says that it is at least so many years old. */
export const ageBody = z.strictObject({ atLeast: z.number().int().min(1).max(21) });
export type AgeBody = z.infer<typeof ageBody>;

/** `POST /videos/:id/playback`, 200. */
export const grantedPlayback = z.object({
  decision: z.literal('allowed'),
  /** Site-relative; everything below it is relative to it. */
  manifestUrl: z.string(),
  /** WebVTT that names a small picture for each moment, relative to itself. Absent while there are none. */
  storyboardUrl: z.string().optional(),
  expiresAt: instant,
  /** Send `POST /p/{token}/heartbeat` this often while the film is open. */
  heartbeatSeconds: z.number().int(),
});
export type GrantedPlayback = z.infer<typeof grantedPlayback>;

/** `POST /p/{token}/heartbeat`, 200. */
export const keptPlayback = z.object({
  decision: z.literal('allowed'),
  expiresAt: instant,
  heartbeatSeconds: z.number().int(),
});
export type KeptPlayback = z.infer<typeof keptPlayback>;

/** 403 of either: `code` is `playback_refused`. */
export const playbackRefusedProblem = problem.extend({ refusals: z.array(refusalView) });
