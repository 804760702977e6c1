import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { WebDyno } from './router';
import { towardsClient, towardsDyno } from './router-headers';
import type { RouterCode, RouterContext } from './router-line';

const answerBufferBytes = 1024 ** 2;
const lookAgainMs = 50;

/** One request from a client and its answer from whichever dyno takes it. */
export async function exchange(req: IncomingMessage, res: ServerResponse, context: RouterContext): Promise<void> {
  const startedAt = Date.now();
  const headers = towardsDyno(req, context.protocol);
  const reached = await reachDyno(req, res, headers, context, startedAt + context.times.bootMs);
  const note = (code: RouterCode | null, dyno: string, bytes: number) =>
    context.log({
      code,
      method: req.method ?? '',
      path: (req.url ?? '').split('?')[0] ?? '',
      dyno,
      status: res.statusCode,
      serviceMs: Date.now() - startedAt,
      bytes,
      requestId: String(headers['x-request-id']),
    });
  if (!reached) {
    const gone = res.destroyed;
    if (!gone) refuse(res, 'H20');
    return note(gone ? 'H27' : 'H20', '', 0);
  }
  const { code, bytes } = await carry(req, res, reached.call, context);
  note(code, reached.dyno.name, bytes);
}

/** The router's own page. */
export function refuse(res: ServerResponse, code: RouterCode): void {
  if (res.headersSent || res.destroyed) return void res.destroy();
  res.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'x-router-code': code, connection: 'close' });
  res.end('<!DOCTYPE html><title>Application error</title><p>An error occurred in the application.</p>');
}

interface Reached {
  dyno: WebDyno;
  call: ClientRequest;
}

/** A connection to the first dyno that accepts one; nothing of the body has been read yet. Null when time is up. */
async function reachDyno(
  req: IncomingMessage,
  res: ServerResponse,
  headers: ReturnType<typeof towardsDyno>,
  { agent, candidates }: RouterContext,
  deadline: number,
): Promise<Reached | null> {
  while (Date.now() < deadline && !res.destroyed) {
    for (const dyno of candidates()) {
      const where = { host: '127.0.0.1', port: dyno.port, agent, setHost: false };
      const call = request({ ...where, method: req.method, path: req.url, headers });
      if (await connects(call)) return { dyno, call };
    }
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  return null;
}

function connects(call: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    call.once('error', () => resolve(false));
    call.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => resolve(true));
      else resolve(true);
    });
  });
}

interface Outcome {
  code: RouterCode | null;
  bytes: number;
}

// Three phases: the body goes in, the dyno thinks, the answer comes out. Each has its own time and its own error.
function carry(req: IncomingMessage, res: ServerResponse, call: ClientRequest, context: RouterContext) {
  const { firstByteMs, idleMs } = context.times;
  return new Promise<Outcome>((resolve) => {
    let answer: IncomingMessage | null = null;
    let bytes = 0;
    let timer: NodeJS.Timeout;
    let over = false;
    const finish = (code: RouterCode | null) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      // The dyno is not told of H12: it goes on, and nobody hears it.
      if (code && code !== 'H12') call.destroy();
      req.unpipe(call).resume();
      if (code) refuse(res, code);
      resolve({ code, bytes });
    };
    const within = (ms: number, code: RouterCode) => {
      clearTimeout(timer);
      if (!over) timer = setTimeout(() => finish(code), ms);
    };
    within(idleMs, 'H28');
    req.on('data', () => within(idleMs, answer ? 'H15' : 'H28'));
    call.once('finish', () => !answer && within(firstByteMs, 'H12'));
    call.on('error', () => finish(answer ? 'H18' : 'H13'));
    res.once('close', () => !res.writableFinished && finish('H27'));
    call.once('response', (incoming) => {
      answer = incoming;
      if (over) return void incoming.resume();
      within(idleMs, 'H15');
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        within(idleMs, 'H15');
      });
      incoming.once('error', () => finish('H18'));
      incoming.once('aborted', () => finish('H18'));
      res.writeHead(incoming.statusCode ?? 502, towardsClient(incoming.headers));
      res.once('finish', () => finish(null));
      incoming.pipe(new PassThrough({ highWaterMark: answerBufferBytes })).pipe(res);
      res.flushHeaders();
    });
    req.pipe(call);
  });
}
