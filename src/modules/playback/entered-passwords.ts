import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../platform/config';
import { problemMessages } from './messages';

export const enteredCookie = { name: 'entered', seconds: 30 * 86_400 } as const;

const mostKept = 20;
const written = z.object({ until: z.number(), ids: z.array(z.string()).max(mostKept) });

/** The passwords that one browser has entered, in a cookie that nobody else can write. */
export interface EnteredPasswords {
  /** Their ids; none for what we did not write, or too long ago. */
  read(cookie: string | undefined, now: Date): readonly string[];
  /** A cookie with this one too, good for 30 days; the oldest beyond 20 are dropped. */
  add(ids: readonly string[], id: string, now: Date): string;
}

/** The first key signs, all of them are accepted. */
export function createEnteredPasswords(secrets: readonly Secret[]): EnteredPasswords {
  // Derived, so that no cookie can be read as a token or the other way round.
  const keys = secrets.map((secret) => createHmac('sha256', secret.reveal()).update('entered passwords').digest());
  const macOf = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  return {
    read: (cookie, now) => {
      const [text = '', mac = ''] = cookie?.split('.') ?? [];
      const given = Buffer.from(mac, 'base64url');
      const genuine = keys.some((key) => given.length === 32 && timingSafeEqual(macOf(key, text), given));
      if (!genuine) return [];
      const { until, ids } = written.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return until * 1000 > now.getTime() ? ids : [];
    },
    add: (ids, id, now) => {
      const [key] = keys;
      if (!key) throw new Error(problemMessages.cannotSign);
      const kept = [...ids.filter((each) => each !== id), id].slice(-mostKept);
      const until = Math.floor(now.getTime() / 1000) + enteredCookie.seconds;
      const text = Buffer.from(JSON.stringify({ until, ids: kept })).toString('base64url');
      return `${text}.${macOf(key, text).toString('base64url')}`;
    },
  };
}
