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

interface Answered {
  method: string;
  /** The pattern, never the path: paths below /p/ carry tokens. */
  route: string;
  status: number;
  /** It never went out whole: the client left, stopped reading, or something broke in the middle. */
  cut?: true;
}

/** One line and one figure an answer. */
export function createAnswerLog(pattern: string, { logger, metrics }: AnswerLogOptions): AnswerLog {
  const duration = durationOf(metrics);
  return (req, res, requestId) =>
    whenAnswered(pattern, req, res, (facts, ms) => {
      duration.observe({ method: facts.method, route: pattern, status: String(facts.status) }, ms / 1000);
      logger.info({ ...facts, requestId, ms: Math.round(ms) }, 'Answered a request');
    });
}

function whenAnswered(
  route: string,
  req: IncomingMessage,
  res: ServerResponse,
  tell: (facts: Answered, ms: number) => void,
): void {
  const startedAt = performance.now();
  res.once('close', () => {
    const facts: Answered = { method: req.method ?? '', route, status: res.statusCode };
    if (!res.writableFinished) facts.cut = true;
    tell(facts, performance.now() - startedAt);
  });
}

const tallyEveryMs = 1_000;

interface Tally {
  facts: Answered;
  answers: number;
  slowestMs: number;
  observe(seconds: number): void;
}

/**
 * For what is answered by the thousand a second: one line a second, method and status, since a line each costs more
 * than the answer and would bury all others. Refusals, failures and what was cut have a line each as everywhere.
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
  const tallyOf = ({ method, route, status }: Answered): Tally => {
    const key = `${method} ${status}`;
    const kept = tallies.get(key);
    if (kept) return kept;
    const facts = { method, route, status };
    const child = duration.labels({ ...facts, status: String(status) });
    const made: Tally = { facts, answers: 0, slowestMs: 0, observe: (seconds) => child.observe(seconds) };
    tallies.set(key, made);
    return made;
  };
  return (req, res, requestId) =>
    whenAnswered(pattern, req, res, (facts, ms) => {
      const tally = tallyOf(facts);
      tally.observe(ms / 1000);
      if (facts.status >= 400 || facts.cut) {
        logger.info({ ...facts, requestId, ms: Math.round(ms) }, 'Answered a request');
        return;
      }
      tally.answers += 1;
      tally.slowestMs = Math.max(tally.slowestMs, ms);
      if (draining.aborted) tell();
      else if (!timer) timer = setTimeout(tell, tallyEveryMs).unref();
    });
}

function durationOf(metrics: Metrics) {
  return metrics.histogram(
    'http_request_seconds',
    'Time to the whole answer',
    ['method', 'route', 'status'],
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 25],
  );
}
