import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler } from 'express';
import { AppError } from '../errors';
import type { Health } from '../observability';
import { builtFiles } from './built-files';
import { requestIdOf } from './call';
import { clientAddressOf } from './client-address';
import { leanDoor } from './lean-door';
import { sendProblem } from './problem';
import { type Method, methodsOf, type RawRoute, type Route } from './route';
import { securityHeaders } from './security-headers';
import { type LeanHandler, type LeanOptions, serveLean } from './serve-lean';
import { serveRoute } from './serve-route';
import { createShedding, type SheddingOptions } from './shedding';
import { cutUnreadBody } from './unread-body';

export interface HttpServerOptions
  extends Omit<LeanOptions, 'allowedOrigins' | 'secureCookies' | 'draining' | 'shedding'> {
  routes: readonly Route[];
  health: Health;
  /** Origin people use; writes from other origins are refused. */
  publicUrl: string;
  /** Where else our pages may send to and fetch from, as origins. */
  connectOrigins?: readonly string[];
  /** Where else films on our pages may come from, as origins. */
  mediaOrigins?: readonly string[];
  /** Folders of built files: URL prefix → directory; hashed names, kept a year. */
  assets?: Readonly<Record<string, string>>;
  /** What is refused while this process is behind; unless given, nothing is. */
  shedding?: SheddingOptions;
  /** Answers what no route does, when the caller wants a page. */
  notFoundPage?: RawRoute['handle'];
}

export interface HttpServer {
  app: Express;
  /** Returns the port, chosen by the system for 0. */
  listen(port: number): Promise<number>;
  /** Stops accepting, lets requests end within `graceMs`, then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

export const apiPrefix = '/api/v1';
const keepAliveMs = 95_000; // above the 90 s after which Heroku's router drops an idle connection

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const draining = new AbortController();
  setMaxListeners(0, draining.signal); // every open stream listens
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustedProxyHops);
  app.set('etag', false);
  app.use(securityHeaders(options));
  for (const [prefix, directory] of Object.entries(options.assets ?? {})) app.use(prefix, builtFiles(directory));
  const shedding = options.shedding ? createShedding(options.shedding, options) : null;
  const serving = {
    ...options,
    shedding,
    allowedOrigins: allowedOrigins(options),
    secureCookies: options.production && options.publicUrl.startsWith('https:'),
    draining: draining.signal,
  };
  const leanRoutes = mount(app, options.routes, serving);
  app.use(nothingHere(options));
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: keepAliveMs, maxHeaderSize: 16 * 1024 },
    leanDoor(leanRoutes, app),
  );
  return {
    app,
    listen: (port) => listen(server, port),
    close: (graceMs = 20_000) => {
      options.health.startDraining();
      draining.abort(new Error('The process is stopping'));
      shedding?.stop();
      return closeGracefully(server, graceMs);
    },
  };
}

/** Mounts all of them in Express, which spells addresses freely; returns the lean ones, to be asked first. */
function mount(app: Express, routes: readonly Route[], options: LeanOptions): LeanHandler[] {
  const lean: LeanHandler[] = [];
  for (const route of routes) {
    const pattern = route.root ? route.path : `${apiPrefix}${route.path}`;
    const handler = handlerOf(route, pattern);
    for (const method of methodsOf(route) as Method[]) app[method](pattern, handler);
  }
  return lean;

  function handlerOf(route: Route, pattern: string): RequestHandler {
    if (route.kind !== 'lean') return serveRoute(route, pattern, options);
    const handler = serveLean(route, options);
    lean.push(handler);
    return (req, res) => handler.answer(req.params as Record<string, string>, req, res);
  }
}

// Locally both names of this machine are the same place.
function allowedOrigins({ publicUrl, production }: HttpServerOptions): ReadonlySet<string> {
  const { origin } = new URL(publicUrl);
  if (production) return new Set([origin]);
  return new Set([origin, origin.replace('//localhost', '//127.0.0.1'), origin.replace('//127.0.0.1', '//localhost')]);
}

function nothingHere({
  logger,
  notFoundPage,
  draining: _,
  ...options
}: HttpServerOptions & { draining?: unknown }): RequestHandler {
  return async (req, res) => {
    const id = requestIdOf(req);
    res.setHeader('X-Request-Id', id);
    cutUnreadBody(req, res);
    const missing = new AppError({
      kind: 'not_found',
      code: 'not_found',
      publicMessage: 'There is nothing at this address.',
    });
    const wantsPage = req.method === 'GET' && !req.path.startsWith('/api/') && req.accepts(['json', 'html']) === 'html';
    if (!wantsPage || !notFoundPage) return sendProblem(res, missing, id, logger);
    try {
      const signal = new AbortController().signal;
      const request = {
        id,
        ip: clientAddressOf(req, options),
        userAgent: '',
        header: (name: string) => req.get(name),
        cookies: {},
        signal,
        draining: signal,
      };
      const reply = {
        setHeader: (name: string, value: string) => void res.setHeader(name, value),
        setCookie: () => undefined,
        clearCookie: () => undefined,
      };
      const actor = await options.authenticate({ session: null, bearer: null });
      await notFoundPage({ actor, channelId: '', request, reply, req, res });
    } catch (error) {
      sendProblem(res, error, id, logger);
    }
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve((server.address() as AddressInfo).port));
  });
}

function closeGracefully(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // A kept-alive connection turns idle only when its last answer has gone out.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
