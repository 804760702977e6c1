import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { RateLimit } from '../cache';
import type { Actor } from './actor';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a route's object belongs to: the channel whose team roles count. */
export interface Ownership {
  /** Internal channel id. */
  channelId: string;
}

export interface RequestFacts {
  id: string;
  /** The client's address behind the trusted hops. */
  ip: string;
  userAgent: string;
  header(name: string): string | undefined;
  cookies: Readonly<Record<string, string>>;
  /** Aborts when the client goes away or the deadline passes. */
  signal: AbortSignal;
  /** Aborts when this process is told to stop: streams then end by themselves, at a moment good for the client. */
  draining: AbortSignal;
}

export interface ReplyControls {
  setHeader(name: string, value: string): void;
  /** `HttpOnly`, `SameSite=Lax`, `Path=/`, in production `Secure` and a `__Host-` name. */
  setCookie(name: string, value: string, maxAgeSeconds: number): void;
  clearCookie(name: string): void;
}

export interface RouteCall<P, Q, B> {
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  /** Set when the route has `owner`. */
  channelId: string;
  /** From `If-Match`: the version the client has seen, or null. */
  expectedVersion: number | null;
  request: RequestFacts;
  reply: ReplyControls;
}

interface RouteBase {
  method: Method;
  /** Below `/api/v1` unless `root` is set; parameters as `:name`. */
  path: string;
  /** The action that `mayDo(role, action)` is asked about. */
  action: string;
  /** Mounted at the site's root. */
  root?: boolean;
  /** Milliseconds to the whole answer; 25,000 unless given, 0 for none (streams). */
  deadlineMs?: number;
  limits?: readonly (RateLimit & { by: 'ip' | 'account' })[];
}

export interface JsonRoute<P = unknown, Q = unknown, B = unknown, R = unknown> extends RouteBase {
  kind: 'json';
  summary: string;
  tag: string;
  /** 200 unless given; 204 sends no body. */
  status?: number;
  paramsSchema?: z.ZodType<P>;
  querySchema?: z.ZodType<Q>;
  bodySchema?: z.ZodType<B>;
  responseSchema?: z.ZodType<R>;
  /**
   * Finds the channel an object belongs to; null answers 404 before anything else is said.
   * The caller's role in that channel's team is then what `mayDo` is asked about.
   */
  owner?(params: P, actor: Actor): Promise<Ownership | null>;
  /** The answer's version, sent as ETag. */
  versionOf?(answer: R): number;
  /** Refusals that say more than every problem does, by status: `{ 403: refusedProblem }`. */
  problems?: Readonly<Record<number, z.ZodType>>;
  /** A creating POST that keeps its answer for a repeated `Idempotency-Key`. */
  idempotent?: boolean;
  handle(call: RouteCall<P, Q, B>): Promise<R>;
}

/** How a raw route stands in the OpenAPI document; without it, the route is not part of the API. */
export interface RawDescription {
  summary: string;
  tag: string;
  /** 200 unless given. */
  status?: number;
  /** Media types of the body taken and of the answer; left out where there is none. */
  takes?: string;
  gives?: string;
}

/** For answers that are no JSON documents: pages, streams, media, tus. Still named, still asked about. */
export interface RawRoute extends RouteBase {
  kind: 'raw';
  describe?: Readonly<Partial<Record<Method | 'head', RawDescription>>>;
  /** Several methods on one path. */
  methods?: readonly (Method | 'head' | 'options')[];
  /** False on media paths: no session is looked up and the actor is anonymous. */
  authenticate?: boolean;
  /** True for pages: while nobody can be looked up, everybody is a stranger here. */
  strangersWhenAway?: boolean;
  /** True where another protocol has its own content types and origin rules are kept, for example tus. */
  anyContentType?: boolean;
  /** As on a JSON route: null answers 404, and the caller's role in that channel's team is what counts. */
  owner?(
    params: Readonly<Record<string, string>>,
    actor: Actor,
    call: { request: RequestFacts; reply: ReplyControls },
  ): Promise<Ownership | null>;
  handle(call: {
    actor: Actor;
    /** Set when the route has `owner`. */
    channelId: string;
    request: RequestFacts;
    reply: ReplyControls;
    req: Request;
    res: Response;
  }): Promise<void>;
}

export interface LeanCall {
  params: Readonly<Record<string, string>>;
  req: IncomingMessage;
  res: ServerResponse;
  /** Writes status and all headers at once: these, the route's own, and what every answer carries. */
  head(status: number, headers: Readonly<Record<string, string | number>>): void;
  /** The client's address behind the trusted hops, found out when it is asked for. */
  readonly ip: string;
  header(name: string): string | undefined;
}

/**
 * For what is asked for by the thousand a second: answered ahead of Express. Anybody may ask, nobody is looked up, no
 * body and no cookie is read, and there is no deadline; the action is asked about, the request named, logged and
 * counted as for every route.
 */
export interface LeanRoute {
  kind: 'lean';
  method: 'get';
  methods: readonly ('get' | 'head' | 'options')[];
  /** At the site's root; its first part is fixed. */
  path: string;
  root: true;
  action: string;
  /** Of every answer, refusals too. */
  headers: Readonly<Record<string, string>>;
  handle(call: LeanCall): void | Promise<void>;
}

export type Route = JsonRoute | RawRoute | LeanRoute;

/** Keeps parameter, body and answer types while the route is written. */
export function route<P, Q, B, R>(definition: Omit<JsonRoute<P, Q, B, R>, 'kind'>): Route {
  return { kind: 'json', ...definition } as unknown as Route;
}

export function rawRoute(definition: Omit<RawRoute, 'kind'>): Route {
  return { kind: 'raw', ...definition };
}

export function leanRoute(definition: Omit<LeanRoute, 'kind' | 'method' | 'root'>): Route {
  return { kind: 'lean', method: 'get', root: true, ...definition };
}

/** Every method a route answers. */
export function methodsOf(route: Route): readonly (Method | 'head' | 'options')[] {
  return route.kind === 'json' ? [route.method] : (route.methods ?? [route.method]);
}
