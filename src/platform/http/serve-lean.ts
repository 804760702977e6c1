import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInContext } from '../observability';
import { anonymous } from './actor';
import { createAnswerTally } from './answer-log';
import { requestIdOf } from './call';
import { clientAddressOf, headerOf } from './client-address';
import { sendProblem } from './problem';
import type { LeanCall, LeanRoute } from './route';
import { mediaSecurityHeaders } from './security-headers';
import type { ServeOptions } from './serve-route';
import { cutUnreadBody } from './unread-body';

export interface LeanHandler {
  route: LeanRoute;
  answer(params: LeanCall['params'], req: IncomingMessage, res: ServerResponse): void;
}

export interface LeanOptions extends ServeOptions {
  production: boolean;
  /** Milliseconds in which whoever is answered must take some bytes, else the line is cut; 60,000 unless given. */
  stalledAfterMs?: number;
}

/** One lean route: named, asked about, answered, logged. Headers go out in one piece, since setting one by one costs more than the answer. */
export function serveLean(route: LeanRoute, options: LeanOptions): LeanHandler {
  const { authorize, logger, stalledAfterMs = 60_000 } = options;
  const watch = createAnswerTally(route.path, options);
  const always = Object.entries({ ...mediaSecurityHeaders(options.production), ...route.headers });
  const flatAlways = always.flat();

  let mayEnter = false;

  // Whoever nobody knows may do what the action alone decides: it is asked about until the first yes.
  const enter = async (call: LeanCall) => {
    await authorize({ actor: anonymous, action: route.action, channelId: null, path: route.path, ip: '' });
    mayEnter = true;
    await route.handle(call);
  };
  const fail = (error: unknown, res: ServerResponse, id: string) => {
    if (!res.headersSent) {
      for (const [name, value] of always) res.setHeader(name, value);
      res.setHeader('X-Request-Id', id);
    }
    sendProblem(res, error, id, logger);
  };
  const answer = (call: LeanCall, id: string) => {
    try {
      const working = mayEnter ? route.handle(call) : enter(call);
      working?.catch((error: unknown) => fail(error, call.res, id));
    } catch (error) {
      fail(error, call.res, id);
    }
  };
  return {
    route,
    answer: (params, req, res) => {
      const id = requestIdOf(req);
      watch(req, res, id);
      cutUnreadBody(req, res);
      res.setTimeout(stalledAfterMs);
      const head: LeanCall['head'] = (status, headers) => {
        const list: (string | number)[] = [...flatAlways, 'X-Request-Id', id];
        for (const name in headers) list.push(name, headers[name] ?? '');
        res.writeHead(status, list as string[]);
      };
      const call: LeanCall = {
        params,
        req,
        res,
        head,
        get ip() {
          return clientAddressOf(req, options);
        },
        header: (name) => headerOf(req, name),
      };
      runInContext({ requestId: id }, () => answer(call, id));
    },
  };
}
