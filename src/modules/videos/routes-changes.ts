import type { Response } from 'express';
import { accountIdOf, ownerByHandle, type Route, rawRoute } from '../../platform/http';
import type { Channels } from '../channels';
import type { FeedMessage } from './change-feed';
import { tooManyStreams } from './errors';
import type { VideosService } from './service';

const heartbeatMs = 20_000; // Heroku's router cuts what is silent for 55 s
const lifetimeMs = 15 * 60_000; // who is asking is looked up again when the browser reconnects
const mostStreamsOfAccount = 20;
const mostUnsentBytes = 1024 * 1024;

/** Server-sent events: what happens in a channel's library, for its team. */
export function changesRoute(videos: VideosService, channels: Channels): Route {
  const open = new Map<string, number>();
  const count = (accountId: string, step: 1 | -1) => {
    const streams = (open.get(accountId) ?? 0) + step;
    if (streams > 0) open.set(accountId, streams);
    else open.delete(accountId);
  };
  return rawRoute({
    method: 'get',
    path: '/channels/:handle/changes',
    action: 'library.read',
    describe: { get: { summary: 'Follow the library as it changes', tag: 'Videos', gives: 'text/event-stream' } },
    deadlineMs: 0,
    owner: ({ handle }) => ownerByHandle(channels, handle),
    handle: async ({ actor, channelId, request, req, res }) => {
      if (res.closed) return;
      const accountId = accountIdOf(actor);
      if ((open.get(accountId) ?? 0) >= mostStreamsOfAccount) throw tooManyStreams();
      count(accountId, 1);
      res.once('close', () => count(accountId, -1));
      const after = placeOf(request.header('last-event-id') ?? req.query.after);
      const stream = openStream(res, request.draining);
      const { position, stop } = await videos.feed.follow(channelId, after, { accountId, ...stream });
      if (res.closed) return stop();
      res.once('close', stop);
      stream.begin(position, position === after);
    },
  });
}

function placeOf(given: unknown): number | null {
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : null;
}

function openStream(res: Response, draining: AbortSignal) {
  const end = () => void res.end();
  const write = (text: string) => {
    if (!res.writableEnded) res.write(text);
  };
  const timers = [setInterval(() => write(': still here\n\n'), heartbeatMs), setTimeout(end, lifetimeMs)];
  draining.addEventListener('abort', end, { once: true });
  res.once('close', () => {
    for (const timer of timers) clearTimeout(timer);
    draining.removeEventListener('abort', end);
  });
  return {
    begin: (position: number, resumed: boolean) => {
      if (draining.aborted) return end();
      res.status(200);
      res.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
      res.setHeader('Cache-Control', 'no-store, no-transform');
      res.setHeader('X-Accel-Buffering', 'no');
      // After `listening` the client loads its list once; from here on nothing is missed.
      write(`retry: 2000\n\nevent: ${resumed ? 'resumed' : 'listening'}\nid: ${position}\ndata: {}\n\n`);
    },
    send: ({ position, event, data }: FeedMessage) => {
      // A reader that is too slow is let go; it comes back and resumes from its place.
      if (res.writableLength > mostUnsentBytes) return end();
      write(`event: ${event}\nid: ${position}\ndata: ${data}\n\n`);
    },
    end,
  };
}
