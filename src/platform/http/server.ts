import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { AppError } from '../errors';
import type { Health } from '../observability';
import { builtFiles } from './built-files';
import { requestIdOf } from './call';
import { sendProblem } from './problem';
import type { Method, RawRoute, Route } from './route';
import { type ServeOptions, serveRoute } from './serve-route';
import { cutUnreadBody } from './unread-body';

export interface HttpServerOptions extends Omit<ServeOptions, 'allowedOrigins' | 'secureCookies' | 'draining'> {
  routes: readonly Route[];
  health: Health;
  production: boolean;
  /** Origin people use; writes from other origins are refused. */
  publicUrl: string;
  trustedProxyHops: number;
  /** Folders of built files: URL prefix → directory; hashed names, kept a year. */
  assets?: Readonly<Record<string, string>>;
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
  app.use(securityHeaders(options.production));
  for (const [prefix, directory] of Object.entries(options.assets ?? {})) app.use(prefix, builtFiles(directory));
  const serving = {
    ...options,
    allowedOrigins: allowedOrigins(options),
    secureCookies: options.production && options.publicUrl.startsWith('https:'),
    draining: draining.signal,
  };
  mount(app, options.routes, serving);
  app.use(nothingHere(options));
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: keepAliveMs, maxHeaderSize: 16 * 1024 },
    app,
  );
  return {
    app,
    listen: (port) => listen(server, port),
    close: (graceMs = 20_000) => {
      options.health.startDraining();
      draining.abort(new Error('The process is stopping'));
      return closeGracefully(server, graceMs);
    },
  };
}

function mount(app: Express, routes: readonly Route[], options: ServeOptions): void {
  for (const route of routes) {
    const pattern = route.root ? route.path : `${apiPrefix}${route.path}`;
    const handler = serveRoute(route, pattern, options);
    const methods = route.kind === 'raw' ? (route.methods ?? [route.method]) : [route.method];
    for (const method of methods as Method[]) app[method](pattern, handler);
  }
}

// Locally both names of this machine are the same place.
function allowedOrigins({ publicUrl, production }: HttpServerOptions): ReadonlySet<string> {
  const { origin } = new URL(publicUrl);
  if (production) return new Set([origin]);
  return new Set([origin, origin.replace('//localhost', '//127.0.0.1'), origin.replace('//127.0.0.1', '//localhost')]);
}

function securityHeaders(production: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // media-chrome and Mantine write style attributes and elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'], // hls.js runs its demuxer from a blob
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: false, // frame-ancestors says it, and the embed page must be able to allow it
    strictTransportSecurity: production ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
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
        ip: req.ip ?? '',
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
