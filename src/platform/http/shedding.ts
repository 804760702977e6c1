import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, Metrics } from '../observability';
import { startLoopMeter } from '../resilience';
import { type Problem, writeProblem } from './problem';
import type { JsonRoute, RawRoute } from './route';

export interface SheddingOptions {
  /** Milliseconds that the event loop may be late before what can wait is refused. */
  lateAboveMs: number;
  /** Whether a route can wait. Asked once, when it is mounted; lean routes never wait. */
  canWait(route: JsonRoute | RawRoute): boolean;
}

/** True when the answer has been given: a refusal, because this process is behind. */
export type Shed = (req: IncomingMessage, res: ServerResponse, requestId: string) => boolean;

export interface Shedding {
  /** Null for routes that are answered whatever happens: they pay nothing. */
  of(route: JsonRoute | RawRoute, pattern: string): Shed | null;
  stop(): void;
}

const busy: Problem = {
  status: 503,
  code: 'busy',
  detail: 'We are very busy at the moment. Nothing was changed; try again in a few seconds.',
  fields: [],
  details: {},
  retryAfterSeconds: null,
};
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Very busy</title><h1>We are very busy at the moment</h1><p>Nothing is lost. Load this page again in a few seconds.</p></html>`;
const longestRetrySeconds = 5;
const tellEveryMs = 1_000;

/**
 * While the event loop is late, refuses what can wait before anything is read, looked up or logged for it, so that
 * what cannot wait is answered in time. Refusals are counted by route and logged by the second.
 */
export function createShedding(
  { lateAboveMs, canWait }: SheddingOptions,
  { metrics, logger }: { metrics: Metrics; logger: Logger },
): Shedding {
  const lateness = metrics.gauge('event_loop_late_seconds', 'How late the event loop was at the worst, last 10 s');
  const refused = metrics.counter('http_shed_total', 'Requests refused because the process was behind', ['route']);
  let worst = 0;
  const meter = startLoopMeter({
    lateAboveMs,
    onLook: (worstMs) => {
      worst = worstMs;
      lateness.set(worstMs / 1000);
    },
  });
  let refusals = 0;
  const note = (pattern: string) => {
    refused.inc({ route: pattern });
    if (refusals++ > 0) return;
    setTimeout(() => {
      logger.warn({ refusals, worstLateMs: Math.round(worst) }, 'Refused what can wait, to catch up');
      refusals = 0;
    }, tellEveryMs).unref();
  };
  return {
    of: (route, pattern) => {
      if (!canWait(route)) return null;
      return (req, res, requestId) => {
        if (!meter.isLate()) return false;
        note(pattern);
        refuse(req, res, requestId);
        return true;
      };
    },
    stop: () => meter.stop(),
  };
}

function refuse(req: IncomingMessage, res: ServerResponse, requestId: string): void {
  // Spread, or all who were refused come back in the same second.
  const retryAfterSeconds = 1 + Math.floor(Math.random() * longestRetrySeconds);
  if (!req.headers.accept?.startsWith('text/html')) {
    writeProblem(res, { ...busy, retryAfterSeconds }, requestId);
    return;
  }
  res.statusCode = 503;
  res.setHeader('Retry-After', String(retryAfterSeconds));
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(page);
}
