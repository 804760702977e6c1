import { randomBytes } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const publicIdLength = 22; // 62^22 > 2^128

/** A UUIDv7 (RFC 9562): sorts by creation time in milliseconds. Generated here because PostgreSQL 15 has no `uuidv7()`. */
export function newId(nowMs: number = Date.now()): string {
  const bytes = takeRandom();
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// Asking the system for each id would cost more than all the rest of it.
let random = randomBytes(4_096);
let taken = 0;

function takeRandom(): Buffer {
  if (taken === random.length) [random, taken] = [randomBytes(random.length), 0];
  taken += 16;
  return random.subarray(taken - 16, taken);
}

/** 128 unguessable bits as 22 base62 characters. */
export function randomToken(): string {
  let value = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let text = '';
  for (let i = 0; i < publicIdLength; i++) {
    text = base62[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text;
}

/** The id outsiders see: `vid_…`, `chn_…`. Says nothing about order or count. */
export function newPublicId<P extends string>(prefix: P): `${P}_${string}` {
  return `${prefix}_${randomToken()}`;
}

/** Matches what `newPublicId(prefix)` makes and nothing else. */
export function publicIdPattern(prefix: string): RegExp {
  return new RegExp(`^${prefix}_[0-9A-Za-z]{${publicIdLength}}$`);
}
