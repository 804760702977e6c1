import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isApiProblem } from './api';

/** Asks again when the server or the line failed, never when the answer was a clear no. */
function worthAnotherTry(failures: number, error: unknown): boolean {
  const passing = isApiProblem(error) ? error.status === 0 || error.status >= 500 || error.status === 429 : false;
  return passing && failures < 3;
}

/** `onSignedOut` runs when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isApiProblem(error) && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: worthAnotherTry, staleTime: 15_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
