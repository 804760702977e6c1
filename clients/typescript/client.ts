import createFetchClient, { type Client as FetchClient, type Middleware } from 'openapi-fetch';
import { ApiProblem } from './problem';
import type { paths } from './schema';

export type Client = FetchClient<paths, `${string}/${string}`>;

export interface ClientOptions {
  /** Where the API is; `/api/v1` of the same origin unless given. */
  baseUrl?: string;
  /** Bearer token; without one the browser's session cookie speaks. */
  token?: string;
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client typed from the OpenAPI document. Every call that is not a success throws an `ApiProblem`;
 * take the answer with `answerOf`.
 */
export function createClient({ baseUrl = '/api/v1', token, fetch }: ClientOptions = {}): Client {
  const client = createFetchClient<paths>({
    baseUrl,
    fetch,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
  });
  client.use(problems);
  return client;
}

const problems: Middleware = {
  onResponse: async ({ response }) => {
    if (!response.ok) throw await ApiProblem.read(response);
  },
  onError: ({ error }) => ApiProblem.unreachable(error),
};

/** The body of a successful answer. */
export async function answerOf<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

/** The edit fails with 409 unless the object still has this version. */
export function ifMatch(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` };
}

/** Repeating a creating POST with the same key, for up to a day, gives the first answer again. */
export function idempotencyKey(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
