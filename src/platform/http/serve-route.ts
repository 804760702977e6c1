import express, { type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Cache } from '../cache';
import { AppError, isAppError } from '../errors';
import { type Logger, type Metrics, runInContext } from '../observability';
import { withTimeout } from '../resilience';
import { type Actor, anonymous } from './actor';
import { createAnswerLog } from './answer-log';
import { describeCall, requestIdOf } from './call';
import type { HopOptions } from './client-address';
import { checkContentType, checkLimits, checkOrigin, expectedVersionOf } from './guards';
import type { IdempotencyStore } from './idempotency';
import { invalidInput, sendProblem } from './problem';
import type { JsonRoute, Ownership, RawRoute, ReplyControls, RequestFacts, RouteCall } from './route';
import type { Shedding } from './shedding';
import { cutUnreadBody } from './unread-body';

export interface AccessQuestion {
  actor: Actor;
  action: string;
  /**
   * The channel whose team role counts; null where the route names no owner. Undefined: there is an owner that
   * nobody has looked for yet, so refuse only what would be refused whoever it is.
   */
  channelId: string | null | undefined;
  path: string;
  ip: string;
}

export interface ServeOptions extends HopOptions {
  authenticate(credentials: { session: string | null; bearer: string | null }): Promise<Actor>;
  /** @throws AppError when the answer is no. */
  authorize(question: AccessQuestion): Promise<void>;
  cache: Cache;
  idempotency: IdempotencyStore;
  logger: Logger;
  metrics: Metrics;
  allowedOrigins: ReadonlySet<string>;
  secureCookies: boolean;
  draining: AbortSignal;
  /** Null: everything is answered, however late. */
  shedding: Pick<Shedding, 'of'> | null;
}

const defaultDeadlineMs = 25_000;
const lookUpWithinMs = 2_000;
const jsonBody = express.json({ limit: '256kb', type: ['application/json', 'application/merge-patch+json'] });

/** Express' view of one route: who is asking, may they, is the input sound, then the one call. */
export function serveRoute(route: JsonRoute | RawRoute, pattern: string, options: ServeOptions): RequestHandler {
  const watch = createAnswerLog(pattern, options);
  const shed = options.shedding?.of(route, pattern);
  return (req, res) => {
    const id = requestIdOf(req);
    res.setHeader('X-Request-Id', id);
    cutUnreadBody(req, res);
    if (shed?.(req, res, id)) return;
    watch(req, res, id);
    return runInContext({ requestId: id }, async () => {
      const fail = (error: unknown) => sendProblem(res, error, id, options.logger);
      const deadlineMs = route.deadlineMs ?? defaultDeadlineMs;
      const { draining, secureCookies, trustedProxyHops, isFromCdn } = options;
      const call = describeCall(req, res, {
        id,
        deadlineMs,
        draining,
        secureCookies,
        trustedProxyHops,
        isFromCdn,
        onDeadline: () => fail(deadlinePassed()),
      });
      try {
        const actor = await admit(route, req, call.request, options);
        if (route.kind === 'raw') await serveRaw(route, actor, call, req, res, options);
        else await serveJson(route, actor, call, req, res, options);
      } catch (error) {
        fail(error);
      }
    });
  };
}

async function admit(
  route: JsonRoute | RawRoute,
  req: Request,
  request: RequestFacts,
  options: ServeOptions,
): Promise<Actor> {
  const isRaw = route.kind === 'raw';
  if (!isRaw || !route.anyContentType) checkContentType(req);
  // Where no cookie is looked at, another site's page can borrow nobody's name.
  if (isRaw && route.authenticate === false) {
    await checkLimits(route, options.cache, request.ip, anonymous);
    return anonymous;
  }
  checkOrigin(req, options.allowedOrigins);
  const bearer = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(request.header('authorization') ?? '')?.[1] ?? null;
  const asked = options.authenticate({ session: request.cookies.session ?? null, bearer });
  const actor = isRaw && route.strangersWhenAway ? await orAnonymous(asked) : await asked;
  await checkLimits(route, options.cache, request.ip, actor);
  return actor;
}

/** A stranger may see less than anybody, so that nothing is given away. */
async function orAnonymous(asked: Promise<Actor>): Promise<Actor> {
  try {
    return await withTimeout('Looking up who asks', lookUpWithinMs, asked);
  } catch (error) {
    if (isAppError(error)) throw error;
    return anonymous;
  }
}

interface Call {
  request: RequestFacts;
  reply: ReplyControls;
}

async function serveRaw(
  route: RawRoute,
  actor: Actor,
  { request, reply }: Call,
  req: Request,
  res: Response,
  options: ServeOptions,
): Promise<void> {
  const params = req.params as Record<string, string>;
  const look = route.owner && (() => route.owner?.(params, actor, { request, reply }));
  const channelId = await enter({ actor, action: route.action, path: req.path, ip: request.ip }, options, look);
  await route.handle({ actor, channelId: channelId ?? '', request, reply, req, res });
}

async function serveJson(
  route: JsonRoute,
  actor: Actor,
  call: Call,
  req: Request,
  res: Response,
  options: ServeOptions,
): Promise<void> {
  const params = route.paramsSchema ? parseOr(route.paramsSchema, req.params, () => notFound()) : {};
  const look = route.owner && (() => route.owner?.(params, actor));
  const channelId = await enter({ actor, action: route.action, path: req.path, ip: call.request.ip }, options, look);
  const query = route.querySchema ? parse('query', route.querySchema, req.query) : {};
  const body = route.bodySchema ? parse('body', route.bodySchema, await readBody(req, res)) : undefined;
  const routeCall: RouteCall<unknown, unknown, unknown> = {
    ...call,
    actor,
    params,
    query,
    body,
    channelId: channelId ?? '',
    expectedVersion: expectedVersionOf(req),
  };
  const status = route.status ?? 200;
  const answer = await keepAnswer(route, routeCall, req, options, status);
  if (res.headersSent) return;
  if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-store');
  if (status === 204) {
    res.status(204).end();
    return;
  }
  if (route.versionOf) res.setHeader('ETag', `"${route.versionOf(answer)}"`);
  res.status(status).json(answer);
}

/** Through the door, or thrown out; looks for the owner only for those who may ask, so that no answer tells what exists. */
async function enter(
  question: Omit<AccessQuestion, 'channelId'>,
  { authorize }: ServeOptions,
  look?: () => Promise<Ownership | null> | undefined,
): Promise<string | null> {
  if (look) await authorize({ ...question, channelId: undefined });
  const owner = await look?.();
  if (owner === null) throw notFound();
  const channelId = owner?.channelId ?? null;
  await authorize({ ...question, channelId });
  return channelId;
}

async function keepAnswer(
  route: JsonRoute,
  call: RouteCall<unknown, unknown, unknown>,
  req: Request,
  { idempotency }: ServeOptions,
  status: number,
): Promise<unknown> {
  const key = route.idempotent ? req.get('idempotency-key') : undefined;
  if (key === undefined || call.actor.kind !== 'account') return route.handle(call);
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError({
      kind: 'invalid',
      code: 'invalid_idempotency_key',
      publicMessage: 'Use 1 to 200 visible characters as Idempotency-Key.',
    });
  }
  const request = { accountId: call.actor.accountId, key, path: `${req.method} ${req.path}`, body: call.body };
  const kept = await idempotency.once(request, async () => ({ status, body: await route.handle(call) }));
  return kept.body;
}

function readBody(req: Request, res: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    jsonBody(req, res, (error?: unknown) => (error ? reject(error) : resolve(req.body ?? {})));
  });
}

function parse<T>(place: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(place, parsed.error);
}

function parseOr<T>(schema: z.ZodType<T>, value: unknown, otherwise: () => AppError): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw otherwise();
}

function notFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'not_found',
    publicMessage: 'There is nothing here, or it is not yours to see.',
  });
}

function deadlinePassed(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'deadline_passed',
    publicMessage: 'This took longer than we allow. Try again in a moment.',
    retryAfterSeconds: 5,
  });
}
