import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, Metrics } from '../observability';

/** Begins to watch one answer; its status, and how long it took, are told when it has gone out or was cut. */
export type AnswerLog = (req: IncomingMessage, res: ServerResponse, requestId: string) => void;

/** One line and one figure an answer. `pattern`, never the path: paths below /p/ carry tokens. */
export function createAnswerLog(pattern: string, { logger, metrics }: { logger: Logger; metrics: Metrics }): AnswerLog {
  const duration = metrics.histogram(
    'http_request_seconds',
    'Time to the whole answer',
    ['method', 'route', 'status'],
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 25],
  );
  return (req, res, requestId) => {
    const startedAt = performance.now();
    res.once('close', () => {
      const ms = performance.now() - startedAt;
      const facts = { method: req.method ?? '', route: pattern, status: res.statusCode };
      duration.observe({ ...facts, status: String(res.statusCode) }, ms / 1000);
      logger.info({ ...facts, requestId, ms: Math.round(ms) }, 'Answered a request');
    });
  };
}
