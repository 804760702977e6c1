import type {
  AllowedAs,
  PlaybackDecision,
  PlaybackFacts,
  Refusal,
  RefusalReason,
  Remedy,
  RightsLevel,
  ViewerCountry,
  ViewerFacts,
} from '../../../src/modules/access';
import { gold, now, price, silver, stranger } from './facts';

/** One case out of life, with the whole answer that is right. */
export interface Situation {
  name: string;
  facts: PlaybackFacts;
  viewer: ViewerFacts;
  country: ViewerCountry;
  at: Date;
  expected: PlaybackDecision;
}

interface Asked {
  viewer?: ViewerFacts;
  country?: ViewerCountry;
  at?: Date;
}

/** A stranger in Germany at eight in the evening, unless `asked` says otherwise. */
export function situation(name: string, facts: PlaybackFacts, asked: Asked, expected: PlaybackDecision): Situation {
  return { name, facts, viewer: stranger, country: 'DE', at: now, ...asked, expected };
}

export function yes(why: AllowedAs, until: Date | null = null): PlaybackDecision {
  return { decision: 'allowed', why, until };
}

/** Refused, and it may be said so. */
export function no(refusals: Refusal[], until: Date | null = null): PlaybackDecision {
  return { decision: 'refused', refusals, existencePublic: true, until };
}

/** Refused, and not even its existence is told. */
export function hidden(refusals: Refusal[], until: Date | null = null): PlaybackDecision {
  return { decision: 'refused', refusals, existencePublic: false, until };
}

export function because(reason: RefusalReason, ...remedies: Remedy[]): Refusal {
  return { reason, remedies };
}

interface Told {
  country?: string | null;
  opens?: Date;
  message?: string;
}

/** What rights windows of one level refuse. */
export function rights(reason: RefusalReason, level: RightsLevel, told: Told = {}): Refusal {
  const { country = 'DE', opens, message = null } = told;
  return { reason, remedies: opens ? [waitUntil(opens)] : [], level, country, message };
}

/** What is missing of an access rule. */
export function lacking(reason: RefusalReason, remedies: Remedy[], endedAt: Date | null = null): Refusal {
  return { reason, remedies, endedAt };
}

export function waitUntil(at: Date): Remedy {
  return { kind: 'wait_until', at };
}

export const subscribeToSilver: Remedy = { kind: 'subscribe', ...silver };
export const subscribeToGold: Remedy = { kind: 'subscribe', ...gold };
export const buyIt: Remedy = { kind: 'buy', price, rentalHours: null };
export const rentIt: Remedy = { kind: 'buy', price, rentalHours: 48 };
export const buyTicket: Remedy = { kind: 'buy_ticket', price };
