import { z } from 'zod';
import { defineEvent } from '../../platform/bus';

const instant = z.iso.datetime();

/** Grows with every piece of news about the same thing; the higher one is the newer truth, in whatever order they arrive. */
const version = z.number().int().positive();

/** The whole state of a tier after any change. */
export const tierChanged = defineEvent({
  name: 'tier.changed',
  schema: z.object({
    /** `tir_…` */
    tierId: z.string(),
    channelId: z.uuid(),
    name: z.string(),
    prices: z.array(
      z.object({
        amountMinor: z.number().int().positive(),
        /** ISO 4217; whatever else stood here, no price could be written in words. */
        currency: z.string().regex(/^[A-Z]{3}$/),
        per: z.enum(['month', 'year']),
      }),
    ),
    /** False: those who have it keep it, and nobody can begin. */
    onSale: z.boolean(),
    version,
    at: instant,
  }),
});
export type TierChanged = z.infer<typeof tierChanged.schema>;

/** The whole state of one paid period of a subscription: a tier changed in the middle ends one period and begins another. */
const subscriptionPeriod = z.object({
  subscriptionId: z.string(),
  /** Never that of another period, of whatever subscription. */
  periodId: z.string(),
  channelId: z.uuid(),
  accountId: z.uuid(),
  tierId: z.string(),
  from: instant,
  /** Exclusive; grace days included. Not after `from`: it never held. */
  until: instant,
  version,
  at: instant,
});
export type SubscriptionPeriod = z.infer<typeof subscriptionPeriod>;

/** A period was paid for, or lasts longer than told before. */
export const subscriptionActivated = defineEvent({ name: 'subscription.activated', schema: subscriptionPeriod });
/** A period ends earlier than told before: unpaid, disputed, or its tier changed. */
export const subscriptionLapsed = defineEvent({ name: 'subscription.lapsed', schema: subscriptionPeriod });

/** The whole state of what was bought once. */
const purchase = z.object({
  purchaseId: z.string(),
  channelId: z.uuid(),
  /** Whose it is; not who paid, where it was given away. */
  accountId: z.uuid(),
  source: z.enum(['purchase', 'rental', 'ticket', 'gift']),
  covers: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('video'), videoId: z.uuid() }),
    z.object({ kind: z.literal('broadcast'), broadcastId: z.uuid() }),
    z.object({ kind: z.literal('tier'), tierId: z.string() }),
  ]),
  from: instant,
  /** Exclusive; null: for ever. Not after `from`: it never held. */
  until: instant.nullable(),
  version,
  at: instant,
});
export type PurchaseState = z.infer<typeof purchase>;

export const purchaseCompleted = defineEvent({ name: 'purchase.completed', schema: purchase });
/** `until` says when it stopped holding. */
export const purchaseRefunded = defineEvent({ name: 'purchase.refunded', schema: purchase });
