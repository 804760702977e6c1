import { type LeanCall, type LeanRoute, leanRoute, type ObjectSender, type Route, rawRoute } from '../../platform/http';
import type { RequestOrigin } from '../geo';
import type { KeptPlayback } from './contract';
import type { MediaAddress, MediaObject } from './delivery';
import { mediaNotFound, sessionUnknown } from './errors';
import type { ListAddress } from './lists';
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

/** Who may keep what, and how long. Objects never change; lists are asked for again, so that a no takes hold. */
const kept = {
  // A shared cache must not outlive the decision about one viewer.
  '/p/:token': { list: 'private, no-cache', part: 'private, max-age=86400, immutable' },
  '/m/:key': { list: 'public, max-age=2', part: 'public, max-age=31536000, immutable' },
} as const;

/** Everything below `/p/{token}/` and `/m/{key}/`: nobody is looked up here, the token is the leave. */
export function mediaRoutes(playback: PlaybackService, { objects }: MediaRoutesDependencies): Route[] {
  const { delivery, publicDelivery } = playback;
  const { list: askedAgain } = kept['/p/:token'];
  return [
    media('/p/:token/master.m3u8', async (call) => {
      const master = await delivery.master(tokenOf(call), playback.countryOf(originOf(call)));
      sendText(call, master, playlistType, askedAgain);
    }),
    media('/p/:token/:generation/storyboard.vtt', async (call) => {
      const storyboard = await delivery.storyboard(tokenOf(call), part(call, 'generation'));
      sendText(call, storyboard, 'text/vtt; charset=utf-8', askedAgain);
    }),
    ...filmBelow('/p/:token', objects, {
      list: (call, address) => delivery.playlist(tokenOf(call), address, playback.countryOf(originOf(call))),
      part: (call, address) => delivery.object(tokenOf(call), address),
    }),
    ...filmBelow('/m/:key', objects, {
      list: ({ params }, address) => publicDelivery.playlist(params.key ?? '', address, 'anywhere'),
      part: ({ params }, address) => publicDelivery.object(params.key ?? '', address),
    }),
    heartbeat(playback),
  ];
}
interface Film {
  list(call: LeanCall, address: ListAddress): RenderedPlaylist | Promise<RenderedPlaylist>;
  part(call: LeanCall, address: MediaAddress): MediaObject | Promise<MediaObject>;
}

function filmBelow(prefix: keyof typeof kept, objects: ObjectSender, film: Film): Route[] {
  const list = (name: ListName) =>
    media(`${prefix}/:generation/:rendition/${name}.m3u8`, (call) => {
      const address = { generation: part(call, 'generation'), rendition: part(call, 'rendition'), list: name };
      const answer = film.list(call, address);
      const send = (text: RenderedPlaylist) => sendText(call, text, playlistType, kept[prefix].list);
      return answer instanceof Promise ? answer.then(send) : send(answer);
    });
  const sending = { objects, cacheControl: kept[prefix].part };
  return [
    list('index'),
    list('growing'),
    media(`${prefix}/:generation/:rendition/:fence/:file`, (call) => {
      const address = {
        generation: part(call, 'generation'),
        rendition: part(call, 'rendition'),
        fence: part(call, 'fence'),
        file: part(call, 'file'),
      };
      const answer = film.part(call, address);
      const send = (object: MediaObject) => sendPart(call, address, object, sending);
      return answer instanceof Promise ? answer.then(send) : send(answer);
    }),
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
