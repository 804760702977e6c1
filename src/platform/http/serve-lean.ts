import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInContext } from '../observability';
import { anonymous } from './actor';
import { createAnswerLog } from './answer-log';
import { requestIdOf } from './call';
import { sendProblem } from './problem';
import type { LeanCall, LeanRoute } from './route';
import { securityHeaderList } from './security-headers';
import type { ServeOptions } from './serve-route';

export interface LeanHandler {
  route: LeanRoute;
  answer(params: LeanCall['params'], req: IncomingMessage, res: ServerResponse): void;
}

/** One lean route: named, asked about, answered, logged. Headers go out in one piece, since setting one by one costs more than the answer. */
export function serveLean(route: LeanRoute, options: ServeOptions & { production: boolean }): LeanHandler {
  const { authorize, logger } = options;
  const watch = createAnswerLog(route.path, options);
  const always = Object.entries({ ...securityHeaderList(options.production), ...route.headers });
  const flatAlways = always.flat();

  const answer = async (call: LeanCall, id: string) => {
    try {
      await authorize({ actor: anonymous, action: route.action, channelId: null, path: route.path, ip: '' });
      await route.handle(call);
    } catch (error) {
      const { res } = call;
      if (!res.headersSent)
        for (const [name, value] of [...always, ['X-Request-Id', id] as const]) res.setHeader(name, value);
      sendProblem(res, error, id, logger);
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
      void runInContext({ requestId: id }, () => answer({ params, req, res, head }, id));
    },
  };
}
