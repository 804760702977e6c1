import {
  allow,
  anna,
  aVideo,
  deny,
  entitled,
  everywhere,
  restricted,
  stranger,
  theFilm,
  toBuy,
  utc,
  withRights,
} from './facts';
import { because, buyIt, lacking, no, rights, type Situation, situation, yes } from './situation';

const forAdults = aVideo({ minimumAge: 18 });
const confirm = because('age_unconfirmed', { kind: 'confirm_age', age: 18 });
const twoDevices = aVideo({ access: restricted(toBuy), deviceLimit: 2 });
const owned = [entitled('purchase', theFilm)];
const takeOver = { kind: 'take_over' } as const;

/** Age, and devices of one account. */
export const personSituations: Situation[] = [
  situation(
    'a stranger at a film for adults signs in first',
    forAdults,
    {},
    no([because('age_unconfirmed', { kind: 'sign_in' })]),
  ),
  situation('somebody who never said how old they are confirms it', forAdults, { viewer: anna() }, no([confirm])),
  situation(
    'who confirmed another age confirms this one',
    forAdults,
    { viewer: anna({ confirmedAge: 17 }) },
    no([confirm]),
  ),
  situation('who confirmed to be an adult watches', forAdults, { viewer: anna({ confirmedAge: 18 }) }, yes('public')),
  situation(
    'a stranger who confirmed it all the same watches',
    forAdults,
    { viewer: { ...stranger, confirmedAge: 21 } },
    yes('public'),
  ),
  situation('the team needs no age', forAdults, { viewer: anna({ teamRole: 'analyst' }) }, yes('team_preview')),
  situation(
    'a second device is one of two',
    twoDevices,
    { viewer: anna({ entitlements: owned, otherDevices: 1 }) },
    yes('purchase'),
  ),
  situation(
    'a third device may take the place of one of two',
    twoDevices,
    { viewer: anna({ entitlements: owned, otherDevices: 2 }) },
    no([because('too_many_devices', takeOver)]),
  ),
  situation(
    'the device whose place was taken is told so, and may take it back',
    twoDevices,
    { viewer: anna({ entitlements: owned, takenOver: true }) },
    no([because('taken_over', takeOver)]),
  ),
  situation(
    'without a limit any number of devices play, and none takes a place',
    aVideo({ access: restricted(toBuy) }),
    { viewer: anna({ entitlements: owned, otherDevices: 50, takenOver: true }) },
    yes('purchase'),
  ),
  situation(
    'what is free plays on any number of devices',
    aVideo({ deviceLimit: 1 }),
    { viewer: anna({ otherDevices: 5, takenOver: true }) },
    yes('public'),
  ),
  situation(
    'who has not paid, is too young, elsewhere and on too many devices is told all of it in order',
    withRights(
      { channel: [allow({ only: ['FR'] })], video: [deny(everywhere, { until: utc('06-01') })] },
      { access: restricted(toBuy), deviceLimit: 1, minimumAge: 16 },
    ),
    { viewer: anna({ otherDevices: 1, takenOver: true, confirmedAge: 12 }) },
    no(
      [
        rights('blocked_here', 'video', { opens: utc('06-01') }),
        rights('not_here', 'channel'),
        because('age_unconfirmed', { kind: 'confirm_age', age: 16 }),
        lacking('purchase_required', [buyIt]),
        because('too_many_devices', takeOver),
        because('taken_over', takeOver),
      ],
      utc('06-01'),
    ),
  ),
];
