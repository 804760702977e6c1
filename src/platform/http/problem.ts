import type { ServerResponse } from 'node:http';
import type { ZodError } from 'zod';
import { AppError, type ErrorKind, type FieldProblem, isAppError } from '../errors';
import type { Logger } from '../observability';

const statusByKind: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

const titleByStatus: Record<number, string> = {
  400: 'Bad request',
  401: 'Sign in first',
  402: 'Payment required',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Something broke here',
  503: 'Not available right now',
  507: 'No room left',
};

export interface Problem {
  status: number;
  code: string;
  detail: string;
  fields: FieldProblem[];
  details: Record<string, unknown>;
  retryAfterSeconds: number | null;
}

/** Errors that Express and its body reader raise carry a status of their own. */
interface ExpressError {
  status: number;
  type?: string;
}

/** The only place where an error becomes an HTTP status. */
export function problemOf(error: unknown): Problem {
  if (isAppError(error)) {
    const { code, publicMessage: detail, fields, details, retryAfterSeconds } = error;
    const status = typeof details.status === 'number' ? details.status : statusByKind[error.kind];
    const { status: _, ...shown } = details;
    return { status, code, detail, fields, details: shown, retryAfterSeconds };
  }
  if (isExpressError(error)) {
    const known = expressProblems[error.type ?? ''];
    const status = known?.status ?? error.status;
    return {
      ...blank,
      status,
      code: known?.code ?? 'bad_request',
      detail: known?.detail ?? 'The request could not be read.',
    };
  }
  return isOverload(error) ? overloaded : internal;
}

const blank = { fields: [], details: {}, retryAfterSeconds: null };
const internal: Problem = {
  ...blank,
  status: 500,
  code: 'internal',
  detail: 'Something broke on our side. Nothing you sent was lost; try again, and quote the request id if it stays.',
};
const overloaded: Problem = {
  ...blank,
  status: 503,
  code: 'temporarily_unavailable',
  detail: 'We cannot reach a part of the service right now. Try again in a moment.',
  retryAfterSeconds: 2,
};

const expressProblems: Record<string, { status: number; code: string; detail: string }> = {
  'entity.parse.failed': { status: 400, code: 'malformed_json', detail: 'The body is not valid JSON.' },
  'entity.too.large': { status: 413, code: 'body_too_large', detail: 'The body is larger than this address takes.' },
  'encoding.unsupported': { status: 415, code: 'unsupported_encoding', detail: 'Send the body without this encoding.' },
  'charset.unsupported': { status: 415, code: 'unsupported_charset', detail: 'Send the body as UTF-8.' },
};

function isExpressError(error: unknown): error is ExpressError {
  if (!(error instanceof Error) || !('status' in error)) return false;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}

// The database away, its pool empty, or a statement past its time: the caller may simply try again.
function isOverload(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    error.name === 'KnexTimeoutError' ||
    error.name === 'DatabaseAway' ||
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      '57P01',
      '57P02',
      '57P03',
      '57014',
      '55P03',
      '53300',
      '08006',
    ].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}

/** Answers with RFC 9457 problem details and logs what the caller is not told. */
export function sendProblem(res: ServerResponse, error: unknown, requestId: string, logger: Logger): void {
  const told = problemOf(error);
  if (told.status >= 500) logger.error({ error, code: told.code }, 'A request failed');
  if (res.headersSent) res.destroy();
  else writeProblem(res, told, requestId);
}

/** The answer alone, nothing logged. */
export function writeProblem(res: ServerResponse, told: Problem, requestId: string): void {
  const { status, code, detail, fields, details, retryAfterSeconds } = told;
  if (retryAfterSeconds !== null) res.setHeader('Retry-After', String(retryAfterSeconds));
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
  res.setHeader('Cache-Control', 'no-store');
  const body = JSON.stringify({
    type: 'about:blank',
    title: titleByStatus[status] ?? 'Problem',
    status,
    detail,
    code,
    requestId,
    ...(fields.length > 0 ? { errors: fields } : {}),
    ...details,
  });
  res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.statusCode = status;
  res.end(body);
}

/** @throws AppError `invalid_input` naming each field under `place`. */
export function invalidInput(place: string, error: ZodError): AppError {
  const fields = error.issues.map((issue) => ({ path: [place, ...issue.path].join('.'), message: issue.message }));
  return new AppError({
    kind: 'invalid',
    code: 'invalid_input',
    publicMessage: 'Some of what you sent is not valid. Nothing was changed; mend the fields named and send it again.',
    fields,
  });
}
