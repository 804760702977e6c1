import { createHmac, randomBytes } from 'node:crypto';
import type { Secret } from '../../platform/config';

type Purpose = 'session' | 'token' | 'mail-link' | 'rate-limit';

/** 256 random bits as 43 characters. */
export const secretPattern = /^[\w-]{43}$/;

/** Turns secrets that people hold into what we keep: without the key the table is of no use to a thief. */
export interface Digest {
  newSecret(): string;
  hash(purpose: Purpose, secret: string): Buffer;
  /** What it may be kept as: under the key of today, and under the one before while that is still given. */
  hashes(purpose: Purpose, secret: string): Buffer[];
  /** The same secret for the same seed, so that a job that runs twice mails one link. */
  derive(purpose: Purpose, seed: string): string;
}

export function createDigest(key: Secret, previous: Secret | null = null): Digest {
  const mac = (label: string, text: string, by = key) =>
    createHmac('sha256', by.reveal()).update(`${label}\0${text}`).digest();
  return {
    newSecret: () => randomBytes(32).toString('base64url'),
    hash: (purpose, secret) => mac(purpose, secret),
    hashes: (purpose, secret) => [key, ...(previous ? [previous] : [])].map((by) => mac(purpose, secret, by)),
    derive: (purpose, seed) => mac(`derive ${purpose}`, seed).toString('base64url'),
  };
}
