import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Secret } from '../../platform/config';
import { problemMessages } from './messages';

export interface TokenFacts {
  /** The three ids are UUIDs. */
  sessionId: string;
  videoId: string;
  generationId: string;
  /** Whole seconds. */
  expiresAt: Date;
}

export interface PlaybackTokens {
  /** @throws Error where this process holds no key. */
  sign(facts: TokenFacts): string;
  /** Null for anything `sign` did not make with a key we hold. Says nothing about expiry. */
  read(token: string): TokenFacts | null;
}

/** What a token looks like from outside; the length is that of `payloadBytes + macBytes` in base64url. */
export const tokenPattern = /^[A-Za-z0-9_-]{96}$/;

// version 1 | key id 1 | expiry 4 (seconds) | session 16 | video 16 | generation 16, then the MAC.
// 72 bytes are 96 characters without a spare bit, so that each token has exactly one spelling.
const version = 1;
const payloadBytes = 54;
const macBytes = 18;

interface Key {
  id: number;
  object: KeyObject;
}

/** The first key signs, all of them are accepted; a key's id is made from the key, so rotation needs no bookkeeping. */
export function createPlaybackTokens(secrets: readonly Secret[]): PlaybackTokens {
  const keys = secrets.map(keyOf);
  // A token that was genuine once always is, and a film asks with the same one for each of its segments.
  const genuine = new LRUCache<string, TokenFacts>({ max: 20_000 });
  const check = (token: string): TokenFacts | null => {
    if (!tokenPattern.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const payload = bytes.subarray(0, payloadBytes);
    const mac = bytes.subarray(payloadBytes);
    if (payload[0] !== version) return null;
    return keys.some((key) => key.id === payload[1] && timingSafeEqual(macOf(key, payload), mac))
      ? decode(payload)
      : null;
  };
  return {
    sign: (facts) => {
      const [key] = keys;
      if (!key) throw new Error(problemMessages.cannotSign);
      const payload = encode(facts, key.id);
      return Buffer.concat([payload, macOf(key, payload)]).toString('base64url');
    },
    read: (token) => {
      const known = genuine.get(token);
      if (known) return known;
      const facts = check(token);
      if (facts) genuine.set(token, facts);
      return facts;
    },
  };
}

function keyOf(secret: Secret): Key {
  const bytes = Buffer.from(secret.reveal());
  return { id: createHash('sha256').update('key id').update(bytes).digest()[0] ?? 0, object: createSecretKey(bytes) };
}

function macOf(key: Key, payload: Buffer): Buffer {
  return createHmac('sha256', key.object).update(payload).digest().subarray(0, macBytes);
}

function encode({ sessionId, videoId, generationId, expiresAt }: TokenFacts, keyId: number): Buffer {
  const payload = Buffer.alloc(payloadBytes);
  payload.writeUInt8(version, 0);
  payload.writeUInt8(keyId, 1);
  payload.writeUInt32BE(Math.floor(expiresAt.getTime() / 1000), 2);
  [sessionId, videoId, generationId].forEach((id, index) => {
    uuidBytes(id).copy(payload, 6 + 16 * index);
  });
  return payload;
}

function decode(payload: Buffer): TokenFacts {
  return {
    expiresAt: new Date(payload.readUInt32BE(2) * 1000),
    sessionId: uuidAt(payload, 6),
    videoId: uuidAt(payload, 22),
    generationId: uuidAt(payload, 38),
  };
}

function uuidBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new Error('A playback token carries UUIDs only');
  return bytes;
}

function uuidAt(payload: Buffer, at: number): string {
  const hex = payload.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
