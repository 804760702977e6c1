import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Tx } from '../../platform/db';
import { newPublicId } from '../../platform/ids';
import type { PurchaseState, SubscriptionPeriod, TierChanged } from '../billing/events';
import { deleteEntitlementsToVideo, type HoldingNews, lockHolding, recordHolding } from './entitlement-store';
import { entitlementChanged } from './events';
import { deleteSubject } from './rule-store';
import { noteTier } from './tier-store';

/** What other rooms tell. News older than what is known, or told twice, change nothing. */
export interface RightsNews {
  noteTier(tx: Tx, tier: TierChanged): Promise<void>;
  notePeriod(tx: Tx, period: SubscriptionPeriod): Promise<void>;
  notePurchase(tx: Tx, purchase: PurchaseState): Promise<void>;
  forgetVideo(tx: Tx, videoId: string): Promise<void>;
}

export function createRightsNews({ outbox, clock }: { outbox: Outbox; clock: Clock }): RightsNews {
  const note = async (tx: Tx, reference: string, news: BilledNews): Promise<void> => {
    const before = await lockHolding(tx, { reference });
    if (before?.billed && before.billed.version >= news.version) return;
    const { version, until, ...rest } = news;
    const at = clock.now();
    const holding: HoldingNews = {
      ...rest,
      until: until && until < rest.from ? rest.from : until,
      id: before?.id ?? newPublicId('ent'),
      ...{ note: null, actor: null, billed: { reference, version } },
    };
    await recordHolding(tx, before, holding, at);
    const { accountId, channelId } = news;
    await outbox.publish(tx, entitlementChanged, { accountId, channelId, at: at.toISOString() });
  };

  return {
    noteTier: async (tx, { tierId: id, channelId, name, prices, onSale, version }) => {
      await noteTier(tx, { id, channelId, name, prices, onSale, version }, clock.now());
    },

    notePeriod: (tx, { periodId, channelId, accountId, tierId, from, until, version }) =>
      note(tx, `period ${periodId}`, {
        ...{ channelId, accountId, version, source: 'subscription', covers: { kind: 'tier', tierId } },
        ...{ from: new Date(from), until: new Date(until) },
      }),

    notePurchase: (tx, { purchaseId, channelId, accountId, source, covers, from, until, version }) =>
      note(tx, `purchase ${purchaseId}`, {
        ...{ channelId, accountId, version, source, covers },
        ...{ from: new Date(from), until: until === null ? null : new Date(until) },
      }),

    forgetVideo: async (tx, videoId) => {
      await deleteSubject(tx, videoId);
      await deleteEntitlementsToVideo(tx, videoId);
    },
  };
}

interface BilledNews extends Pick<HoldingNews, 'channelId' | 'accountId' | 'source' | 'covers' | 'from' | 'until'> {
  version: number;
}
