import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { clientAddressOf, type HopOptions } from './client-address';
import { cookieName, parseCookies, writeCookie } from './cookies';
import type { ReplyControls, RequestFacts } from './route';

const trustworthyId = /^[\w-]{8,64}$/;

/** The router's id when it is well formed, else a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && trustworthyId.test(given) ? given : randomUUID();
}

export interface CallOptions extends HopOptions {
  id: string;
  deadlineMs: number;
  draining: AbortSignal;
  secureCookies: boolean;
  onDeadline(): void;
}

/** What a handler may know of the request, and do to the answer, without seeing Express. */
export function describeCall(
  req: Request,
  res: Response,
  options: CallOptions,
): { request: RequestFacts; reply: ReplyControls } {
  const cookies = parseCookies(req.headers.cookie);
  const request: RequestFacts = {
    id: options.id,
    ip: clientAddressOf(req, options),
    userAgent: (req.headers['user-agent'] ?? '').slice(0, 400),
    header: (name) => req.get(name),
    cookies: new Proxy(cookies, {
      get: (target, name) => (typeof name === 'string' ? target[cookieName(name, options.secureCookies)] : undefined),
    }),
    signal: signalOf(res, options),
    draining: options.draining,
  };
  const reply: ReplyControls = {
    setHeader: (name, value) => void res.setHeader(name, value),
    setCookie: (name, value, maxAgeSeconds) => writeCookie(res, name, value, maxAgeSeconds, options.secureCookies),
    clearCookie: (name) => writeCookie(res, name, '', 0, options.secureCookies),
  };
  return { request, reply };
}

function signalOf(res: Response, { deadlineMs, onDeadline }: CallOptions): AbortSignal {
  const controller = new AbortController();
  const timer =
    deadlineMs > 0
      ? setTimeout(() => {
          controller.abort(new Error('The deadline of this request has passed'));
          onDeadline();
        }, deadlineMs)
      : undefined;
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableFinished) controller.abort(new Error('The client went away'));
  });
  return controller.signal;
}
