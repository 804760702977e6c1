import type { Money, Refusal, RefusalReason, Remedy, TierPrice } from '../access';
import type { RefusalView, RemedyView } from './contract';

interface RefusalWords {
  title: string;
  /** One sentence or two, no blame. Where the remedy is to wait, when is told beside it. */
  text: string;
}

type Where = (here: string) => RefusalWords;

/** What viewers are told, by reason: on pages, over the picture and by the API. `here`: "in Germany", or "where you are". */
export const refusalWords: Readonly<Record<RefusalReason, RefusalWords | Where>> = {
  trashed: { title: 'Taken down', text: 'The channel has taken this video down.' },
  not_published: { title: 'Not published', text: 'The channel is not showing this video right now.' },
  private: { title: 'This video is private', text: 'Only the team of its channel can watch it.' },
  ended: { title: 'No longer showing', text: 'The time in which this video could be watched is over.' },
  broadcast_cancelled: { title: 'Cancelled', text: 'This broadcast will not take place.' },
  broadcast_over: { title: 'This broadcast is over', text: 'It can no longer be watched here.' },
  blocked_here: (here) => ({ title: `Not shown ${here}`, text: `The channel may not show this video ${here}.` }),
  not_here: (here) => ({
    title: `Not available ${here}`,
    text: 'The channel shows this video in other countries only. If a VPN is on, it may hide where you are.',
  }),
  country_unknown: {
    title: 'We cannot tell where you are',
    text: 'This video is shown in some countries only. A VPN or a relay may hide yours: switch it off and try again.',
  },
  rights_over: (here) => ({
    title: `No longer available ${here}`,
    text: `The time in which the channel could show this video ${here} is over.`,
  }),
  rights_not_yet: (here) => ({
    title: `Not yet available ${here}`,
    text: `The channel cannot show this video ${here} yet.`,
  }),
  not_yet: { title: 'Opens soon', text: 'This video has not opened yet.' },
  not_on_air: { title: 'Not on air yet', text: 'This broadcast has not begun.' },
  not_ready: {
    title: 'Not ready yet',
    text: 'The video cannot be played so far. If it is new, that takes a few minutes.',
  },
  age_unconfirmed: {
    title: 'Not for every age',
    text: 'This video is not meant for every age. With an account you can confirm that you are old enough.',
  },
  password_required: { title: 'Opens with a password', text: 'The channel has given it to those it invited.' },
  subscription_required: { title: 'For subscribers', text: 'Whoever subscribes to the channel can watch this video.' },
  tier_required: { title: 'For subscribers', text: 'This video comes with some of the channel’s tiers.' },
  purchase_required: { title: 'For sale', text: 'Whoever buys this video can watch it.' },
  ticket_required: { title: 'With a ticket', text: 'This broadcast needs a ticket.' },
  grant_required: { title: 'By invitation', text: 'The channel decides who may watch this video.' },
  too_many_devices: {
    title: 'Already watching elsewhere',
    text: 'Your account is watching on as many devices as this channel allows.',
  },
  taken_over: { title: 'Watching on another device', text: 'You went on watching there.' },
};

/** A refusal as clients get it, in words. */
export function inWords(refusal: Refusal): RefusalView {
  const { reason, message, country, endedAt } = refusal;
  const words = refusalWords[reason];
  const { title, text } = typeof words === 'function' ? words(country ? inCountry(country) : 'where you are') : words;
  const [remedy, ...others] = refusal.remedies.map(remedyViewOf);
  return {
    ...{ reason, title, detail: message ?? text },
    ...(country ? { country } : {}),
    ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
    ...(remedy ? { remedy, remedies: [remedy, ...others] } : { remedies: [] }),
  };
}

function remedyViewOf(remedy: Remedy): RemedyView {
  if (remedy.kind === 'wait_until') return { kind: 'wait_until', at: remedy.at.toISOString() };
  return remedy.kind === 'subscribe' ? { ...remedy, prices: [...remedy.prices] } : remedy;
}

const withArticle = 'AE BS CD CF CG CK DO FK FO GB GM IM KM KY MH MP MV NL PH SB TC TF UM US VA VG VI';

/** "in Germany", "in the United States". */
export function inCountry(code: string): string {
  return `in ${withArticle.includes(code) ? 'the ' : ''}${new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code}`;
}

/** What stands before the date at which the way in that somebody had was closed. */
export function endedWords(reason: RefusalReason): string {
  if (reason === 'subscription_required' || reason === 'tier_required') return 'Your subscription ended on';
  if (reason === 'ticket_required') return 'Your ticket was good until';
  return 'You could watch it until';
}

/** What stands before the date of `wait_until`. */
export function waitWords(reason: RefusalReason): string {
  if (reason === 'not_yet') return 'It opens on';
  if (reason === 'not_on_air') return 'It begins on';
  return 'You can watch it from';
}

/** "€5", "€4.99"; whatever the currency's own digits are. */
export function moneyText({ amountMinor, currency }: Money): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** "€5 a month or €50 a year". */
export function pricesText(prices: readonly TierPrice[]): string {
  return prices.map((price) => `${moneyText(price)} a ${price.per}`).join(' or ');
}

/** "to keep", "for 48 hours", "for 7 days". */
export function rentalText(hours: number | null): string {
  if (hours === null) return 'to keep';
  if (hours % 24 === 0 && hours > 48) return `for ${hours / 24} days`;
  return hours === 1 ? 'for 1 hour' : `for ${hours} hours`;
}

/** A few letters on a locked video: "Gold", "€4.99", "18+". */
export function lockWords(remedies: readonly RemedyView[]): string {
  const [remedy] = remedies.filter(({ kind }) => kind !== 'wait_until' && kind !== 'wait');
  const tiers = remedies.filter(({ kind }) => kind === 'subscribe');
  switch (remedy?.kind) {
    case 'subscribe':
      return tiers.length === 1 ? remedy.name : 'Subscribers';
    case 'buy':
      return moneyText(remedy.price);
    case 'buy_ticket':
      return `Ticket ${moneyText(remedy.price)}`;
    case 'confirm_age':
      return `${remedy.age}+`;
    case 'enter_password':
      return 'Password';
    default:
      return 'Sign in';
  }
}
