import type { Entitlement, TierOffer } from '../../../src/modules/access';
import {
  allow,
  anna,
  aVideo,
  entitled,
  everywhere,
  forGold,
  forSubscribers,
  gold,
  holding,
  inGold,
  inSilver,
  now,
  published,
  restricted,
  shifted,
  silver,
  theChannel,
  theFilm,
  toBuy,
  toRent,
  utc,
  withRights,
} from './facts';
import {
  because,
  buyIt,
  hidden,
  lacking,
  no,
  rentIt,
  rights,
  type Situation,
  situation,
  subscribeToGold,
  subscribeToSilver,
  waitUntil,
  yes,
} from './situation';

const june = utc('06-01');
const offSale: TierOffer = { ...gold, prices: [] };
const subscribersOnly = aVideo({ access: restricted(forSubscribers) });
const goldOnly = aVideo({ access: restricted(forGold) });
const forSale = aVideo({ access: restricted(toBuy) });
const forRent = aVideo({ access: restricted(toRent) });
const goldOrBuy = aVideo({ access: restricted(forGold, toBuy) });
const inviteOnly = aVideo({ access: restricted() });
const subscribed = (covers: Entitlement['covers'], from: string, until: Date | null) =>
  entitled('subscription', covers, utc(from), until);

/** What people have paid for, or were given. */
export const entitlementSituations: Situation[] = [
  situation(
    'a stranger at a video for subscribers reads what each tier costs',
    subscribersOnly,
    {},
    no([lacking('subscription_required', [subscribeToSilver, subscribeToGold])]),
  ),
  situation(
    'a tier that is two ways in is offered once',
    aVideo({ access: restricted(forSubscribers, forGold, toBuy, toRent) }),
    {},
    no([lacking('subscription_required', [subscribeToSilver, subscribeToGold, buyIt, rentIt])]),
  ),
  situation(
    'a subscriber watches until the month is over',
    subscribersOnly,
    { viewer: holding(subscribed(inSilver, '05-01', june)) },
    yes('subscription', june),
  ),
  situation(
    'a subscriber whose card failed within the grace period watches until it ends',
    subscribersOnly,
    { viewer: holding(subscribed(inSilver, '04-01', utc('05-01')), subscribed(inSilver, '05-01', utc('05-08'))) },
    yes('subscription', utc('05-08')),
  ),
  situation(
    'a subscriber whose card failed longer ago is told since when',
    subscribersOnly,
    { viewer: holding(subscribed(inSilver, '03-01', utc('04-01')), subscribed(inSilver, '02-01', utc('03-01'))) },
    no([lacking('subscription_required', [subscribeToSilver, subscribeToGold], utc('04-01'))]),
  ),
  situation(
    'a subscription ends at its very instant',
    subscribersOnly,
    { viewer: holding(subscribed(inSilver, '04-01', now)) },
    no([lacking('subscription_required', [subscribeToSilver, subscribeToGold], now)]),
  ),
  situation(
    'a subscription begins at its very instant',
    subscribersOnly,
    { viewer: holding(entitled('subscription', inSilver, now, shifted(now, 1))) },
    yes('subscription', shifted(now, 1)),
  ),
  situation(
    'a renewed subscription goes on as one',
    subscribersOnly,
    { viewer: holding(subscribed(inSilver, '04-01', june), subscribed(inSilver, '06-01', utc('07-01'))) },
    yes('subscription', utc('07-01')),
  ),
  situation(
    'a subscription to the whole channel opens what is for subscribers',
    subscribersOnly,
    { viewer: holding(entitled('subscription', theChannel)) },
    yes('subscription'),
  ),
  situation(
    'a subscription to the whole channel does not open what is for one tier',
    goldOnly,
    { viewer: holding(entitled('subscription', theChannel)) },
    no([lacking('tier_required', [subscribeToGold])]),
  ),
  situation(
    'Silver at a video for Gold reads what Gold costs',
    goldOnly,
    { viewer: holding(subscribed(inSilver, '05-01', june)) },
    no([lacking('tier_required', [subscribeToGold])]),
  ),
  situation(
    'Gold watches what is for Gold',
    goldOnly,
    { viewer: holding(subscribed(inGold, '05-01', june)) },
    yes('subscription', june),
  ),
  situation(
    'an upgrade that begins on 1 June is something to wait for',
    goldOnly,
    { viewer: holding(subscribed(inGold, '07-01', null), subscribed(inGold, '06-01', utc('07-01'))) },
    no([lacking('tier_required', [waitUntil(june), subscribeToGold])], june),
  ),
  situation(
    'a tier that is no longer sold lets in whoever holds it',
    aVideo({ access: restricted({ kind: 'tiers', tiers: [offSale] }) }),
    { viewer: holding(entitled('subscription', inGold)) },
    yes('subscription'),
  ),
  situation(
    'a tier that is no longer sold is offered to nobody',
    aVideo({ access: restricted({ kind: 'tiers', tiers: [offSale, silver] }) }),
    {},
    no([lacking('tier_required', [subscribeToSilver])]),
  ),
  situation('a film to buy names its price', forSale, {}, no([lacking('purchase_required', [buyIt])])),
  situation(
    'a film that was bought is there for good',
    forSale,
    { viewer: holding(entitled('purchase', theFilm)) },
    yes('purchase'),
  ),
  situation(
    'another film that was bought opens nothing',
    forSale,
    { viewer: holding(entitled('purchase', { kind: 'video', videoId: 'another' })) },
    no([lacking('purchase_required', [buyIt])]),
  ),
  situation(
    'a refund takes a purchase back, and says when it ended',
    forSale,
    { viewer: holding(entitled('purchase', theFilm, utc('04-01'), utc('04-20'))) },
    no([lacking('purchase_required', [buyIt], utc('04-20'))]),
  ),
  situation(
    'who had bought a film before it became one for subscribers keeps it',
    subscribersOnly,
    { viewer: holding(entitled('purchase', theFilm)) },
    yes('purchase'),
  ),
  situation(
    'a rental plays for its 48 hours',
    forRent,
    { viewer: holding(entitled('rental', theFilm, utc('05-02 20:00'), utc('05-04 20:00'))) },
    yes('rental', utc('05-04 20:00')),
  ),
  situation(
    'a rental that is over can be rented again',
    forRent,
    { viewer: holding(entitled('rental', theFilm, utc('05-01 20:00'), utc('05-03 20:00'))) },
    no([lacking('purchase_required', [rentIt], utc('05-03 20:00'))]),
  ),
  situation(
    'rental bought an hour before the licence ends plays for that hour',
    withRights({ video: [allow(everywhere, { until: shifted(now, 3_600_000) })] }, { access: restricted(toRent) }),
    { viewer: holding(entitled('rental', theFilm, now, shifted(now, 48 * 3_600_000))) },
    yes('rental', shifted(now, 3_600_000)),
  ),
  situation(
    'once the licence has ended a rental that still runs is refused for that alone',
    withRights({ video: [allow(everywhere, { until: now })] }, { access: restricted(toRent) }),
    { viewer: holding(entitled('rental', theFilm, shifted(now, -3_600_000), shifted(now, 47 * 3_600_000))) },
    no([rights('rights_over', 'video')], shifted(now, 47 * 3_600_000)),
  ),
  situation(
    'Gold or a purchase: both ways in are named, the first one gives the reason',
    goldOrBuy,
    {},
    no([lacking('tier_required', [subscribeToGold, buyIt])]),
  ),
  situation(
    'Gold or a purchase: either lets in, and what lasts longest is named',
    goldOrBuy,
    { viewer: holding(subscribed(inGold, '05-01', june), entitled('purchase', theFilm), entitled('gift', theFilm)) },
    yes('purchase'),
  ),
  situation(
    'whoever watches as a subscriber goes on with the purchase that begins later',
    goldOrBuy,
    { viewer: holding(subscribed(inGold, '05-01', june), entitled('purchase', theFilm, utc('05-20'), utc('09-01'))) },
    yes('subscription', utc('09-01')),
  ),
  situation('a film for invited people only', inviteOnly, { viewer: anna() }, no([lacking('grant_required', [])])),
  situation(
    'a grant for this film lets in where there is no other way',
    inviteOnly,
    { viewer: holding(entitled('grant', theFilm)) },
    yes('grant'),
  ),
  situation(
    'a gift for the whole channel opens what is for one tier',
    goldOnly,
    { viewer: holding(entitled('gift', theChannel, utc('05-01'), june)) },
    yes('gift', june),
  ),
  situation(
    'a grant for the whole channel opens what is to be bought',
    forSale,
    { viewer: holding(entitled('grant', theChannel)) },
    yes('grant'),
  ),
  situation(
    'a subscription does not open what is to be bought',
    forSale,
    { viewer: holding(entitled('subscription', theChannel), entitled('subscription', inGold)) },
    no([lacking('purchase_required', [buyIt])]),
  ),
  situation(
    'a gift of Gold is worth what Gold is',
    goldOnly,
    { viewer: holding(entitled('gift', inGold)) },
    yes('gift'),
  ),
  situation(
    'an entitlement that ends before it begins is none',
    forSale,
    { viewer: holding(entitled('purchase', theFilm, june, utc('05-20')), entitled('purchase', theFilm, june, june)) },
    no([lacking('purchase_required', [buyIt])]),
  ),
  situation(
    'a free video is watched as public even by a subscriber',
    aVideo(),
    { viewer: holding(entitled('subscription', inGold, utc('01-01'), june)) },
    yes('public'),
  ),
  situation(
    'who has paid still needs the password',
    aVideo({ publication: published({ visibility: 'password', passwordId: 'second' }), access: restricted(toBuy) }),
    { viewer: holding(entitled('purchase', theFilm)) },
    no([because('password_required', { kind: 'enter_password' })]),
  ),
  situation(
    'a purchase opens no film that became private',
    aVideo({ publication: published({ visibility: 'private' }), access: restricted(toBuy) }),
    { viewer: holding(entitled('purchase', theFilm)) },
    hidden([because('private')]),
  ),
  situation(
    'an editor who subscribes watches as a subscriber',
    subscribersOnly,
    { viewer: anna({ teamRole: 'editor', entitlements: [subscribed(inSilver, '05-01', june)] }) },
    yes('subscription'),
  ),
];
