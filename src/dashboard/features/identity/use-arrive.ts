import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { MeView } from '../../../modules/identity/contract';
import { type CameFrom, wayBack } from './came-from';
import { meQuery } from './identity-api';

/** Goes on after signing in, at the place that was asked for. */
export function useArrive(): (me: MeView, from: CameFrom) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (me, from) => {
    const back = wayBack(from);
    if ('site' in back) {
      window.location.assign(back.site);
      return;
    }
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
    await router.invalidate();
    router.history.push(router.basepath.replace(/\/$/, '') + back.studio);
  };
}
