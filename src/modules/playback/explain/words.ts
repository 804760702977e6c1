import type { AllowedAs, PlaybackFacts, Refusal, RefusalReason, RightsLevel } from '../../access';
import type { RuleSource } from '../../rights';
import type { VideoDeed } from '../../videos';
import { inWords } from '../contract-words';

/** What the team is told about a yes. */
export const allowedDetails: Record<AllowedAs, string> = {
  public: 'Anybody may watch it.',
  unlisted: 'Anybody who has the link may watch it.',
  password: 'The password in force was entered.',
  subscription: 'A subscription lets this viewer in.',
  purchase: 'They bought it.',
  rental: 'They rented it.',
  ticket: 'They have a ticket.',
  gift: 'It was given to them as a gift.',
  grant: 'The channel granted it to them.',
  team_preview: 'They are on the team, which previews what others may not watch.',
};

export const levelNames: Record<RightsLevel, string> = {
  channel: 'the channel',
  video: 'the video',
  broadcast: 'the broadcast',
};

type Teller = (refusal: Refusal, facts: PlaybackFacts) => string;

const levelIn = ({ level }: Refusal): string => levelNames[level ?? 'video'];

const tellers: Record<RefusalReason, Teller> = {
  trashed: () => 'The video is in the trash. Restore it to make it watchable again.',
  not_published: () => 'The video is not published. Publish it.',
  private: () => 'It is published as private, for the team only. Choose another visibility.',
  ended: () => 'The publication has ended. Move its end, or take it away.',
  broadcast_cancelled: () => 'The broadcast was cancelled or missed.',
  broadcast_over: () => 'The broadcast is over.',
  blocked_here: (refusal) => `A window of ${levelIn(refusal)} blocks it here, and a block beats everything else.`,
  not_here: (refusal) => `The windows of ${levelIn(refusal)} allow other countries only. Add one for this country.`,
  country_unknown: (refusal) =>
    `Nobody could tell where the viewer is, the windows of ${levelIn(refusal)} treat countries differently, and the rights settings of the channel refuse in that case.`,
  rights_over: (refusal) => `The windows of ${levelIn(refusal)} for this country are over. Move the end, or add one.`,
  rights_not_yet: (refusal) => `The next window of ${levelIn(refusal)} for this country has not begun.`,
  not_yet: () => 'The publication has not begun.',
  not_on_air: () => 'The broadcast is not on air.',
  not_ready: () => 'No part of the film plays: it has not been processed, or processing failed.',
  age_unconfirmed: (_refusal, { minimumAge }) => `This viewer has not confirmed to be ${minimumAge ?? 'of age'}.`,
  password_required: () => 'The password in force has not been entered in this browser.',
  subscription_required: (refusal) => `It is for subscribers, and this viewer holds no tier.${saleOf(refusal)}`,
  tier_required: (refusal) => `It is for certain tiers, and this viewer holds none of them.${saleOf(refusal)}`,
  purchase_required: (refusal) => `It has to be bought, and this viewer has not.${endOf(refusal)}`,
  ticket_required: (refusal) => `It needs a ticket, and this viewer has none.${endOf(refusal)}`,
  grant_required: (refusal) => `Only whom the channel grants it may watch.${endOf(refusal)}`,
  too_many_devices: (_refusal, { deviceLimit }) =>
    `The account watches on ${deviceLimit ?? 'all its'} devices already.`,
  taken_over: () => 'Another device of the account has taken this one’s place.',
};

function saleOf(refusal: Refusal): string {
  const sold = refusal.remedies.some(({ kind }) => kind !== 'wait_until');
  return `${sold ? '' : ' No tier that would let them in is on sale.'}${endOf(refusal)}`;
}

function endOf({ endedAt }: Refusal): string {
  return endedAt ? ' What let them in before has ended.' : '';
}

/** Which rule says no and what would change it, for the team. */
export function teamDetailOf(refusal: Refusal, facts: PlaybackFacts): string {
  return tellers[refusal.reason](refusal, facts);
}

/** What the viewer is told. */
export function viewerDetailOf(refusal: Refusal): string {
  return inWords(refusal).detail;
}

export const deedDetails: Record<VideoDeed['what'], string> = {
  published: 'published the video as it then was',
  unpublished: 'withdrew the publication',
  trashed: 'put the video into the trash',
  restored: 'took the video out of the trash',
};

/** What somebody had set, as the end of a sentence that begins with their name. */
export function ruleDetailOf({ what, level }: Pick<RuleSource, 'what' | 'level'>): string {
  switch (what) {
    case 'windows':
      return `set the rights windows of ${levelNames[level]}`;
    case 'access':
      return `set who has access to ${levelNames[level]}`;
    case 'age':
      return `set the age for ${levelNames[level]}`;
    case 'settings':
      return `set the rights settings of ${levelNames[level]}`;
  }
}
