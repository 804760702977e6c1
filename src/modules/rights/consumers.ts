import { type Consumer, consumer } from '../../platform/bus';
import {
  purchaseCompleted,
  purchaseRefunded,
  subscriptionActivated,
  subscriptionLapsed,
  tierChanged,
} from '../billing/events';
import { videoPurged } from '../videos/events';
import type { RightsService } from './service';

export function rightsConsumers(rights: RightsService): Consumer[] {
  return [
    consumer({ name: 'rights.note-tier', on: tierChanged, handle: rights.noteTier }),
    consumer({ name: 'rights.begin-subscription', on: subscriptionActivated, handle: rights.notePeriod }),
    consumer({ name: 'rights.end-subscription', on: subscriptionLapsed, handle: rights.notePeriod }),
    consumer({ name: 'rights.note-purchase', on: purchaseCompleted, handle: rights.notePurchase }),
    consumer({ name: 'rights.note-refund', on: purchaseRefunded, handle: rights.notePurchase }),
    consumer({
      name: 'rights.forget-video',
      on: videoPurged,
      handle: (tx, { videoId }) => rights.forgetVideo(tx, videoId),
    }),
  ];
}
