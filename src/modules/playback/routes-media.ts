import { type LeanCall, type LeanRoute, leanRoute, type ObjectSender, type Route, rawRoute } from '../../platform/http';
import type { RequestOrigin } from '../geo';
import type { KeptPlayback } from './contract';
import type { MediaObject } from './delivery';
import { mediaNotFound, sessionUnknown } from './errors';
import type { ListName } from './playlists/rendition';
import type { RenderedPlaylist } from './rendered';
import { sendPart } from './send-part';
import { sendText } from './send-text';
import type { PlaybackService } from './service';
import { tokenPattern } from './tokens';

export interface MediaRoutesDependencies {
  objects: ObjectSender;
}

// One part each, from which object keys are made: no dots but the one before a known ending.
const parts = {
  generation: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  rendition: /^[a-z0-9][a-z0-9_-]{0,39}$/,
  fence: /^[A-Za-z0-9_-]{1,64}$/,
  file: /^[A-Za-z0-9_-]{1,64}\.(mp4|m4s|m4a|jpg)$/,
} as const;

const playlistType = 'application/vnd.apple.mpegurl';
// Asked for again at every reload, so that a no takes hold; unchanged lists cost a 304.
const askedAgain = 'private, no-cache';

/** Everything below `/p/{token}/`: no session is looked up here, the token is the leave. */
export function mediaRoutes(playback: PlaybackService, { objects }: MediaRoutesDependencies): Route[] {
  const { delivery } = playback;
  const list = (name: ListName) =>
    media(`/p/:token/:generation/:rendition/${name}.m3u8`, (call) => {
      const address = { generation: part(call, 'generation'), rendition: part(call, 'rendition'), list: name };
      const answer = delivery.playlist(tokenOf(call), address, playback.countryOf(originOf(call)));
      const send = (list: RenderedPlaylist) => sendText(call, list, playlistType, askedAgain);
      return answer instanceof Promise ? answer.then(send) : send(answer);
    });
  return [
    media('/p/:token/master.m3u8', async (call) => {
      sendText(
        call,
        await delivery.master(tokenOf(call), playback.countryOf(originOf(call))),
        playlistType,
        askedAgain,
      );
    }),
    list('index'),
    list('growing'),
    media('/p/:token/:generation/storyboard.vtt', async (call) => {
      const storyboard = await delivery.storyboard(tokenOf(call), part(call, 'generation'));
      sendText(call, storyboard, 'text/vtt; charset=utf-8', askedAgain);
    }),
    media('/p/:token/:generation/:rendition/:fence/:file', (call) => {
      const address = {
        generation: part(call, 'generation'),
        rendition: part(call, 'rendition'),
        fence: part(call, 'fence'),
        file: part(call, 'file'),
      };
      const answer = delivery.object(tokenOf(call), address);
      const send = (object: MediaObject) => sendPart(call, address, object, objects);
      return answer instanceof Promise ? answer.then(send) : send(answer);
    }),
    heartbeat(playback),
  ];
}

const openToOtherSites = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Length, Content-Range, Accept-Ranges, ETag',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
};

const preflight = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Range, Content-Type, If-None-Match',
  'Access-Control-Max-Age': '86400',
};

function media(path: string, answer: LeanRoute['handle']): Route {
  return leanRoute({
    action: 'media.read',
    methods: ['get', 'head', 'options'],
    path,
    headers: openToOtherSites,
    handle: (call) => {
      if (call.req.method !== 'OPTIONS') return answer(call);
      call.head(204, preflight);
      call.res.end();
    },
  });
}

function heartbeat(playback: PlaybackService): Route {
  return rawRoute({
    action: 'media.read',
    root: true,
    authenticate: false,
    method: 'post',
    methods: ['post', 'options'],
    path: '/p/:token/heartbeat',
    describe: { post: { summary: 'Keep a session, and decide again', tag: 'Playback', gives: 'application/json' } },
    handle: async ({ req, res, request }) => {
      res.set(openToOtherSites);
      if (req.method === 'OPTIONS') {
        res.set(preflight).status(204).end();
        return;
      }
      const { expiresAt, heartbeatSeconds } = await playback.heartbeat(
        tokenOf({ params: req.params }),
        playback.countryOf({ address: request.ip, header: request.header }),
      );
      const body: KeptPlayback = { decision: 'allowed', expiresAt: expiresAt.toISOString(), heartbeatSeconds };
      res.setHeader('Cache-Control', 'no-store');
      res.status(200).json(body);
    },
  });
}

function originOf(call: LeanCall): RequestOrigin {
  return { address: call.ip, header: (name) => call.header(name) };
}

function tokenOf({ params }: { params: Readonly<Record<string, string | string[]>> }): string {
  const token = String(params.token);
  if (!tokenPattern.test(token)) throw sessionUnknown();
  return token;
}

function part({ params }: LeanCall, name: keyof typeof parts): string {
  const value = params[name] ?? '';
  if (!parts[name].test(value)) throw mediaNotFound();
  return value;
}
