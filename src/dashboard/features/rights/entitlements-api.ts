import { infiniteQueryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { EntitlementView, entitlementList, GrantBody } from '../../../modules/rights/contract';
import { answerOf, api, idempotencyKey } from '../../api/api';

type EntitlementList = z.infer<typeof entitlementList>;

export const entitlementsKey = (handle: string) => ['entitlements', handle] as const;

/** Who may watch what is restricted, now or later; `q` is a whole address, or a part of a name or note. */
export const entitlementsQuery = (handle: string, q: string) =>
  infiniteQueryOptions({
    queryKey: [...entitlementsKey(handle), q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<EntitlementList> => {
      const query = { limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) };
      return answerOf(api.GET('/channels/{handle}/entitlements', { params: { path: { handle }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (before) => before,
  });

export const giveEntitlement = (handle: string, body: GrantBody, key: string): Promise<EntitlementView> =>
  answerOf(
    api.POST('/channels/{handle}/entitlements', { params: { path: { handle } }, body, headers: idempotencyKey(key) }),
  );

export const takeBackEntitlement = (handle: string, id: string): Promise<unknown> =>
  answerOf(api.DELETE('/channels/{handle}/entitlements/{id}', { params: { path: { handle, id } } }));

/** Anew from now on, what was taken back. */
export const giveAgain = (handle: string, id: string, key: string): Promise<EntitlementView> =>
  answerOf(
    api.POST('/channels/{handle}/entitlements/{id}/give-again', {
      params: { path: { handle, id } },
      headers: idempotencyKey(key),
    }),
  );
