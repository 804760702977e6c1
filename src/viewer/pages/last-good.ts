import { LRUCache } from 'lru-cache';
import type { PageCall } from './page-call';

/** Hears of what a person changed: public ids of videos with blanks between, or the `@handle` of a whole channel. */
export type ChangedVideos = (listener: (changed: string) => void) => void;

interface Kept {
  html: string;
  policy: string;
}

/** Pages as strangers of a country saw them last, for as long as they cannot be made anew. */
export interface LastGood {
  has(call: PageCall): boolean;
  /** What was just sent. Kept when every stranger of that country would have got the same, and not beyond `until`. */
  keep(call: PageCall, page: { status: number; html: string; until: Date | null }): void;
  /** False when there is none. */
  send(call: PageCall): boolean;
}

const memoryBytes = 16 * 1024 ** 2;
const keptForMs = 3_600_000;

/** Pages that show a video, or name its channel, are forgotten when those change. */
export function createLastGood(onChanged: ChangedVideos): LastGood {
  const pages = new LRUCache<string, Kept>({
    maxSize: memoryBytes,
    ttl: keptForMs,
    sizeCalculation: ({ html, policy }) => 2 * (html.length + policy.length),
  });
  onChanged((changed) => {
    const names = changed.split(' ');
    for (const [address, { html }] of pages.entries()) {
      if (names.some((name) => html.includes(name))) pages.delete(address);
    }
  });
  return {
    has: (call) => pages.has(keyOf(call)),
    keep: (call, { status, html, until }) => {
      const { actor, req, res, viewer } = call;
      if (actor.kind !== 'anonymous' || viewer.passwordIds.length > 0 || req.method !== 'GET') return;
      const policy = String(res.getHeader('Content-Security-Policy') ?? '');
      const ttl = Math.min(keptForMs, until ? until.getTime() - Date.now() : keptForMs);
      if (status === 200 && ttl > 0) pages.set(keyOf(call), { html, policy }, { ttl });
      else pages.delete(keyOf(call));
    },
    send: (call) => {
      const { req, res } = call;
      const kept = pages.get(keyOf(call));
      if (!kept || res.headersSent) return false;
      res.setHeader('Content-Security-Policy', kept.policy);
      res.setHeader('Cache-Control', 'private, no-cache');
      res.setHeader('Content-Type', 'text/html; charset=utf-8');
      res.status(200).end(req.method === 'HEAD' ? undefined : kept.html);
      return true;
    },
  };
}

// What one country may watch, another may not.
function keyOf({ req, viewer }: PageCall): string {
  return `${viewer.country ?? ''} ${req.originalUrl}`;
}
