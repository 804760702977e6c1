import type { PurchaseState, SubscriptionPeriod, TierChanged } from '../../../src/modules/billing/events';
import { tierChanged } from '../../../src/modules/billing/events';
import { changedRights, createRights } from '../../../src/modules/rights';
import { changeMany } from '../../../src/modules/rights/change-rules';
import { rightsConsumers } from '../../../src/modules/rights/consumers';
import type { GrantBody, RightsWindowBody } from '../../../src/modules/rights/contract';
import { rightsRoutes } from '../../../src/modules/rights/routes';
import type { RuleEntry } from '../../../src/modules/rights/rule-values';
import type { Database } from '../../../src/platform/db';
import { newId, newPublicId } from '../../../src/platform/ids';
import { createDelivery, createTestLibrary } from './library';

/** The room on a database of its own beside channels and videos, with a clock to turn and news to hear. */
export async function createRightsHouse(options: { poolMax?: number } = {}) {
  const library = await createTestLibrary(options);
  const { db, clock, outbox, cache, identity, videos, channels } = library;
  const rights = createRights({ db, clock, outbox, cache, identity, videos });
  const { hear } = createDelivery(db, outbox.messages, rightsConsumers(rights));
  const told: string[] = [];
  cache.listen(changedRights, (message) => void told.push(message));
  return {
    ...library,
    ...{ rights, hear },
    /** What pages were told to forget. */
    told,
    serve: () => library.serve(rightsRoutes(rights, { channels, videos })),
    /** A tier that billing told of. */
    tier: async (channelId: string, more: Partial<TierChanged> = {}): Promise<string> => {
      const tierId = newPublicId('tir');
      await hear(tierChanged, { ...aTier(channelId, tierId, clock.now()), ...more });
      return tierId;
    },
    /** Until there is a schedule, nobody can say anything of a broadcast over HTTP. */
    saysOfBroadcast: (
      { channelId, broadcastId: id, actor }: OfBroadcast,
      said: readonly Omit<RuleEntry, 'subjectId'>[],
    ) =>
      changeMany(
        { db, clock, outbox, cache },
        {
          ...{ channelId, actor, subjects: [{ id, kind: 'broadcast', channelId }] },
          entries: said.map((entry) => ({ ...entry, subjectId: id })),
        },
      ),
    /** Makes up so many videos with a window each. */
    sayOfMany: (channelId: string, count: number) => sayOfMany(db, channelId, count, clock.now()),
    /** Runs `work` and counts the statements it sends. */
    countingQueries: async <T>(work: () => Promise<T>): Promise<{ answer: T; queries: number }> => {
      let queries = 0;
      const count = () => {
        queries++;
      };
      db.reader.on('query', count);
      try {
        return { answer: await work(), queries };
      } finally {
        db.reader.off('query', count);
      }
    },
  };
}

export type RightsHouse = Awaited<ReturnType<typeof createRightsHouse>>;

interface OfBroadcast {
  channelId: string;
  broadcastId: string;
  actor: string;
}

async function sayOfMany(db: Database, channelId: string, count: number, at: Date): Promise<string[]> {
  const [actor, changeId] = [newId(), newPublicId('chg')];
  await db.reader('rights.changes').insert({ id: changeId, channel_id: channelId, actor, recorded_at: at });
  const { rows } = await db.reader.raw<{ rows: { id: string }[] }>(
    `insert into rights.subjects (id, kind, channel_id)
     select gen_random_uuid(), 'video', ? from generate_series(1, ?) returning id`,
    [channelId, count],
  );
  const ids = rows.map(({ id }) => id);
  await db.reader.raw(
    `insert into rights.rules (id, subject_id, subject_kind, what, value, change_id, valid_from, recorded_at, actor)
     select gen_random_uuid(), subject_id, 'video', 'windows', ?, ?, ?, ?, ? from unnest(?::uuid[]) as subject_id`,
    [JSON.stringify([aWindow({ countries: { only: ['DE'] } })]), changeId, at, at, actor, ids],
  );
  return ids;
}

export function aTier(channelId: string, tierId: string, at: Date): TierChanged {
  const prices = [{ amountMinor: 500, currency: 'EUR', per: 'month' as const }];
  return { tierId, channelId, name: 'Crew', prices, onSale: true, version: 1, at: at.toISOString() };
}

export function aWindow(more: Partial<RightsWindowBody> = {}): RightsWindowBody {
  const everything = { effect: 'allow', from: null, until: null, countries: { except: [] } } as const;
  return { ...everything, countries: { except: [] }, reason: null, messageByCountry: {}, ...more };
}

export function aGrant(email: string, more: Partial<GrantBody> = {}): GrantBody {
  return { email, source: 'grant', covers: { kind: 'channel' }, from: null, until: null, note: null, ...more };
}

type Whose = Pick<SubscriptionPeriod, 'accountId' | 'channelId'>;

/** A month of a subscription, from the first of May. */
export function aPeriod(whose: Whose, tierId: string, more: Partial<SubscriptionPeriod> = {}): SubscriptionPeriod {
  return {
    ...whose,
    ...{ tierId, subscriptionId: newId(), periodId: newId(), version: 1 },
    ...{ from: '2026-05-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z', at: '2026-05-01T00:00:01.000Z' },
    ...more,
  };
}

/** A film bought on the first of May, to keep. */
export function aPurchase(whose: Whose, videoId: string, more: Partial<PurchaseState> = {}): PurchaseState {
  return {
    ...whose,
    ...{ purchaseId: newId(), source: 'purchase', covers: { kind: 'video', videoId }, version: 1 },
    ...{ from: '2026-05-01T00:00:00.000Z', until: null, at: '2026-05-01T00:00:01.000Z' },
    ...more,
  };
}
