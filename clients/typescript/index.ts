export { answerOf, type Client, type ClientOptions, createClient, idempotencyKey, ifMatch } from './client';
export { ApiProblem, type FieldProblem, isApiProblem } from './problem';
export type { components, paths } from './schema';
