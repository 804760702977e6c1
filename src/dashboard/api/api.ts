import { answerOf, createClient } from '../../../clients/typescript';

/** The one client of the studio; the session cookie says who is asking. */
export const api = createClient();
export { ApiProblem, idempotencyKey, ifMatch, isApiProblem } from '../../../clients/typescript';
export { answerOf };
