import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

const ofThisHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/** What the dyno gets: the client's headers, and what the router knows. */
export function towardsDyno(req: IncomingMessage, protocol: 'http' | 'https'): OutgoingHttpHeaders {
  const { headers } = req;
  const before = headers['x-forwarded-for'];
  const client = req.socket.remoteAddress ?? '';
  return {
    ...withoutHop(headers),
    'x-forwarded-for': before ? `${before}, ${client}` : client,
    'x-forwarded-proto': protocol,
    'x-forwarded-port': protocol === 'https' ? '443' : '80',
    'x-request-id': requestIdOf(headers),
    'x-request-start': String(Date.now()),
    via: headers.via ? `${headers.via}, 1.1 heroku-router` : '1.1 heroku-router',
  };
}

export function towardsClient(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return { ...withoutHop(headers), via: '1.1 heroku-router' };
}

// A client may bring one of its own, 20 to 200 characters long.
function requestIdOf(headers: IncomingHttpHeaders): string {
  const own = headers['x-request-id'];
  return typeof own === 'string' && /^[\w=+-]{20,200}$/.test(own) ? own : randomUUID();
}

function withoutHop(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofThisHop.includes(name)));
}
