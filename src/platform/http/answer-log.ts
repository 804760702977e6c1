import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, Metrics } from '../observability';

/** Begins to watch one answer; its status, and how long it took, are told when it has gone out or was cut. */
export type AnswerLog = (req: IncomingMessage, res: ServerResponse, requestId: string) => void;

interface AnswerLogOptions {
  logger: Logger;
  metrics: Metrics;
  /** Aborts when the process is told to stop. */
  draining: AbortSignal;
}

/** One line and one figure an answer. `pattern`, never the path: paths below /p/ carry tokens. */
export function createAnswerLog(pattern: string, { logger, metrics }: AnswerLogOptions): AnswerLog {
  const duration = durationOf(metrics);
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

const tallyEveryMs = 1_000;

interface Tally {
  facts: { method: string; route: string; status: number };
  answers: number;
  slowestMs: number;
  observe(seconds: number): void;
}

/**
 * For what is answered by the thousand a second: one line a second, method and status, since a line each costs more
 * than the answer and would bury all others. Refusals and failures have a line each as everywhere.
 */
export function createAnswerTally(pattern: string, options: AnswerLogOptions): AnswerLog {
  const { logger, metrics, draining } = options;
  const duration = durationOf(metrics);
  let tallies = new Map<string, Tally>();
  let timer: NodeJS.Timeout | null = null;
  const tell = () => {
    timer = null;
    for (const { facts, answers, slowestMs } of tallies.values()) {
      if (answers > 0) logger.info({ ...facts, answers, slowestMs: Math.round(slowestMs) }, 'Answered requests');
    }
    tallies = new Map();
  };
  draining.addEventListener('abort', tell);
  const tallyOf = (method: string, status: number): Tally => {
    const key = `${method} ${status}`;
    const kept = tallies.get(key);
    if (kept) return kept;
    const facts = { method, route: pattern, status };
    const child = duration.labels({ ...facts, status: String(status) });
    const made: Tally = { facts, answers: 0, slowestMs: 0, observe: (seconds) => child.observe(seconds) };
    tallies.set(key, made);
    return made;
  };
  return (req, res, requestId) => {
    const startedAt = performance.now();
    res.once('close', () => {
      const ms = performance.now() - startedAt;
      const tally = tallyOf(req.method ?? '', res.statusCode);
      tally.observe(ms / 1000);
      if (res.statusCode >= 400) {
        logger.info({ ...tally.facts, requestId, ms: Math.round(ms) }, 'Answered a request');
        return;
      }
      tally.answers += 1;
      tally.slowestMs = Math.max(tally.slowestMs, ms);
      if (draining.aborted) tell();
      else if (!timer) timer = setTimeout(tell, tallyEveryMs).unref();
    });
  };
}

function durationOf(metrics: Metrics) {
  return metrics.histogram(
    'http_request_seconds',
    'Time to the whole answer',
    ['method', 'route', 'status'],
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 25],
  );
}
