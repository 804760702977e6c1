import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { MeView } from '../../../modules/identity/contract';
import { meQuery } from './identity-api';

/** Enters the studio after signing in, at the place that was asked for. */
export function useArrive(): (me: MeView, next: string | undefined) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (me, next) => {
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
    await router.invalidate();
    router.history.push(router.basepath.replace(/\/$/, '') + safeNext(next));
  };
}

// Below the studio's own base, so an address made up outside leads nowhere else.
function safeNext(next: string | undefined): string {
  return next?.startsWith('/') ? next : '/';
}
