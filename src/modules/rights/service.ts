import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import type { Entitlement } from '../access';
import type { Identity } from '../identity';
import type { Videos } from '../videos';
import { confirmAge, confirmedAge } from './age-store';
import { createRightsNews, type RightsNews } from './billing-news';
import { createEdit, type Edit } from './edit';
import { entitlementsOf } from './entitlement-store';
import { createEntitlements, type Entitlements } from './entitlements';
import type { Rights } from './face';
import { createFacts, knownThen } from './facts';
import { createReading, type Reading } from './reading';
import { createUndo, type Undo } from './undo';

export interface RightsDependencies {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  cache: Cache;
  identity: Pick<Identity, 'accountByEmail' | 'accountsByIds'>;
  videos: Pick<Videos, 'findByPublicId' | 'factsByPublicIds' | 'factsOf'>;
}

/** The room as its own routes and consumers know it. */
export interface RightsService extends Rights, Reading, Edit, Undo, Entitlements, RightsNews {}

export function createRights(deps: RightsDependencies): RightsService {
  const { db, clock } = deps;
  return {
    ...createFacts(deps),
    ...createReading(deps),
    ...createEdit(deps),
    ...createUndo(deps),
    ...createEntitlements(deps),
    ...createRightsNews(deps),

    holdingsOf: async (accountId, asOf) => {
      const [held, age] = await Promise.all([
        entitlementsOf(db.reader, accountId, asOf?.knownAt ?? null),
        confirmedAge(db.reader, accountId, knownThen(asOf)),
      ]);
      const entitlements = new Map<string, Entitlement[]>();
      for (const { channelId, source, covers, from, until } of held) {
        entitlements.set(channelId, [...(entitlements.get(channelId) ?? []), { source, covers, from, until }]);
      }
      return { entitlements, confirmedAge: age };
    },
    confirmAge: (accountId, age) => db.transaction((tx) => confirmAge(tx, accountId, age, clock.now())),
  };
}
