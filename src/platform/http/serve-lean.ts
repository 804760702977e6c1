import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInContext } from '../observability';
import { anonymous } from './actor';
import { createAnswerTally } from './answer-log';
import { requestIdOf } from './call';
import { sendProblem } from './problem';
import type { LeanCall, LeanRoute } from './route';
import { mediaSecurityHeaders } from './security-headers';
import type { ServeOptions } from './serve-route';

export interface LeanHandler {
  route: LeanRoute;
  answer(params: LeanCall['params'], req: IncomingMessage, res: ServerResponse): void;
}

/** One lean route: named, asked about, answered, logged. Headers go out in one piece, since setting one by one costs more than the answer. */
export function serveLean(route: LeanRoute, options: ServeOptions & { production: boolean }): LeanHandler {
  const { authorize, logger } = options;
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
      const head: LeanCall['head'] = (status, headers) => {
        const list: (string | number)[] = [...flatAlways, 'X-Request-Id', id];
        for (const name in headers) list.push(name, headers[name] ?? '');
        res.writeHead(status, list as string[]);
      };
      runInContext({ requestId: id }, () => answer({ params, req, res, head }, id));
    },
  };
}
