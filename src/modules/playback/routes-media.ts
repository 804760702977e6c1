import type { Request, Response } from 'express';
import { type RawRoute, type Route, rawRoute, sendObject } from '../../platform/http';
import type { Storage } from '../../platform/storage';
import { readRange } from './byte-range';
import type { KeptPlayback } from './contract';
import { mediaNotFound, sessionUnknown } from './errors';
import type { RenderedPlaylist } from './rendered';
import type { PlaybackService } from './service';
import { tokenPattern } from './tokens';

export interface MediaRoutesDependencies {
  storage: Storage;
}

// One part each, from which object keys are made: no dots but the one before a known ending.
const parts = {
  generation: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  rendition: /^[a-z0-9][a-z0-9_-]{0,39}$/,
  fence: /^[A-Za-z0-9_-]{1,64}$/,
  file: /^[A-Za-z0-9_-]{1,64}\.(mp4|m4s|m4a)$/,
} as const;

const playlistType = 'application/vnd.apple.mpegurl';

/** Everything below `/p/{token}/`: no session is looked up here, the token is the leave. */
export function mediaRoutes(playback: PlaybackService, { storage }: MediaRoutesDependencies): Route[] {
  const { delivery } = playback;
  return [
    media('/p/:token/master.m3u8', async (req, res) => {
      sendPlaylist(req, res, await delivery.master(tokenOf(req)));
    }),
    media('/p/:token/:generation/:rendition/index.m3u8', async (req, res) => {
      const token = tokenOf(req);
      sendPlaylist(req, res, await delivery.playlist(token, part(req, 'generation'), part(req, 'rendition')));
    }),
    media('/p/:token/:generation/:rendition/:fence/:file', async (req, res) => {
      const address = {
        generation: part(req, 'generation'),
        rendition: part(req, 'rendition'),
        fence: part(req, 'fence'),
        file: part(req, 'file'),
      };
      const type = address.rendition.startsWith('audio') ? 'audio/mp4' : 'video/mp4';
      await sendPart(req, res, await delivery.object(tokenOf(req), address), type, storage);
    }),
    heartbeat(playback),
  ];
}

function media(path: string, answer: (req: Request, res: Response) => Promise<void>): Route {
  return rawRoute({
    ...openToAll,
    method: 'get',
    methods: ['get', 'head', 'options'],
    path,
    handle: async ({ req, res }) => {
      allowOtherSites(res);
      if (req.method === 'OPTIONS') return preflight(res);
      await answer(req, res);
    },
  });
}

function heartbeat(playback: PlaybackService): Route {
  return rawRoute({
    ...openToAll,
    method: 'post',
    methods: ['post', 'options'],
    path: '/p/:token/heartbeat',
    describe: { post: { summary: 'Keep a session, and decide again', tag: 'Playback', gives: 'application/json' } },
    handle: async ({ req, res }) => {
      allowOtherSites(res);
      if (req.method === 'OPTIONS') return preflight(res);
      const { expiresAt, heartbeatSeconds } = await playback.heartbeat(tokenOf(req));
      const body: KeptPlayback = { decision: 'allowed', expiresAt: expiresAt.toISOString(), heartbeatSeconds };
      res.setHeader('Cache-Control', 'no-store');
      res.status(200).json(body);
    },
  });
}

// No deadline: six seconds of film may take a slow line minutes. A stalled socket is cut instead.
const openToAll = { action: 'media.read', root: true, authenticate: false, deadlineMs: 0 } satisfies Partial<RawRoute>;

function allowOtherSites(res: Response): void {
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Access-Control-Expose-Headers', 'Content-Length, Content-Range, Accept-Ranges, ETag');
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  res.setHeader('Timing-Allow-Origin', '*');
}

function preflight(res: Response): void {
  res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, OPTIONS');
  res.setHeader('Access-Control-Allow-Headers', 'Range, Content-Type, If-None-Match');
  res.setHeader('Access-Control-Max-Age', '86400');
  res.status(204).end();
}

function tokenOf(req: Request): string {
  const token = String(req.params.token);
  if (!tokenPattern.test(token)) throw sessionUnknown();
  return token;
}

function part(req: Request, name: keyof typeof parts): string {
  const value = String(req.params[name]);
  if (!parts[name].test(value)) throw mediaNotFound();
  return value;
}

function sendPlaylist(req: Request, res: Response, { plain, gzipped, etag }: RenderedPlaylist): void {
  const zipped = req.acceptsEncodings(['gzip', 'identity']) === 'gzip';
  // Asked for again at every reload, so that a no takes hold; unchanged lists cost a 304.
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('Vary', 'Accept-Encoding');
  res.setHeader('ETag', etag);
  if (req.headers['if-none-match'] === etag) {
    res.status(304).end();
    return;
  }
  const body = zipped ? gzipped : plain;
  res.setHeader('Content-Type', playlistType);
  res.setHeader('Content-Length', body.length);
  if (zipped) res.setHeader('Content-Encoding', 'gzip');
  res.status(200).end(req.method === 'HEAD' ? undefined : body);
}

async function sendPart(
  req: Request,
  res: Response,
  { key, sizeBytes }: { key: string; sizeBytes: number },
  type: string,
  storage: Storage,
): Promise<void> {
  res.setHeader('Accept-Ranges', 'bytes');
  const answer = readRange(req.method === 'HEAD' ? undefined : req.headers.range, sizeBytes);
  if (answer.kind === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${sizeBytes}`);
    res.status(416).end();
    return;
  }
  const range = answer.kind === 'part' ? answer.range : undefined;
  await sendObject(req, res, {
    type,
    sizeBytes,
    range,
    // Private: a shared cache must not outlive the decision. The objects themselves never change.
    cacheControl: 'private, max-age=86400, immutable',
    open: () => storage.read(key, range),
  });
}
