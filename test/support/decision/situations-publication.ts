import { teamRoles } from '../../../src/modules/access';
import { anna, aVideo, deny, everywhere, now, published, restricted, shifted, utc, withRights } from './facts';
import { because, hidden, lacking, no, type Situation, situation, waitUntil, yes } from './situation';

const opening = utc('05-10 18:00');
const closing = utc('06-01');
const inPreparation = because('not_ready', { kind: 'wait' });
const needsPassword = because('password_required', { kind: 'enter_password' });
const behindPassword = aVideo({ publication: published({ visibility: 'password', passwordId: 'second' }) });

/** What the channel has published, and whether it plays. */
export const publicationSituations: Situation[] = [
  situation('a public video plays for a stranger', aVideo(), {}, yes('public')),
  situation('a public video plays for somebody who signed in', aVideo(), { viewer: anna() }, yes('public')),
  situation('a public video plays where the country is unknown', aVideo(), { country: null }, yes('public')),
  situation('a public video stands in the feed', aVideo(), { country: 'anywhere' }, yes('public')),
  situation(
    'an unlisted video plays for whoever has the link',
    aVideo({ publication: published({ visibility: 'unlisted' }) }),
    {},
    yes('unlisted'),
  ),
  situation(
    'a draft is nobody’s business',
    aVideo({ publication: null }),
    { viewer: anna() },
    hidden([because('not_published')]),
  ),
  situation(
    'a private video is nobody’s business',
    aVideo({ publication: published({ visibility: 'private' }) }),
    { viewer: anna() },
    hidden([because('private')]),
  ),
  situation('a video in the trash is nobody’s business', aVideo({ trashed: true }), {}, hidden([because('trashed')])),
  situation('a video still being prepared', aVideo({ playable: false }), {}, no([inPreparation])),
  situation(
    'a film announced for next week names the instant, and is open from then on',
    aVideo({ publication: published({ startsAt: opening }) }),
    {},
    no([because('not_yet', waitUntil(opening))], opening),
  ),
  situation(
    'a publication begins at the very instant',
    aVideo({ publication: published({ startsAt: now }) }),
    {},
    yes('public'),
  ),
  situation(
    'a publication has not begun one millisecond before',
    aVideo({ publication: published({ startsAt: shifted(now, 1) }) }),
    {},
    no([because('not_yet', waitUntil(shifted(now, 1)))], shifted(now, 1)),
  ),
  situation(
    'a film that leaves on 1 June plays until then',
    aVideo({ publication: published({ endsAt: closing }) }),
    {},
    yes('public', closing),
  ),
  situation(
    'a film that leaves plays in the last millisecond',
    aVideo({ publication: published({ endsAt: shifted(now, 1) }) }),
    {},
    yes('public', shifted(now, 1)),
  ),
  situation(
    'a film that left is over at the very instant, and is spoken of still',
    aVideo({ publication: published({ endsAt: now }) }),
    {},
    no([because('ended')]),
  ),
  situation(
    'a publication whose end lies before its start tells both',
    aVideo({ publication: published({ startsAt: opening, endsAt: utc('04-01') }) }),
    {},
    no([because('ended'), because('not_yet', waitUntil(opening))], opening),
  ),
  situation('a video behind a password asks for it', behindPassword, {}, no([needsPassword])),
  situation(
    'whoever has entered the password watches',
    behindPassword,
    { viewer: anna({ passwordIds: ['first', 'second'] }) },
    yes('password'),
  ),
  situation(
    'a new password asks everybody again',
    behindPassword,
    { viewer: anna({ passwordIds: ['first'] }) },
    no([needsPassword]),
  ),
  situation(
    'a video behind a password that was never set lets nobody in',
    aVideo({ publication: published({ visibility: 'password' }) }),
    { viewer: anna({ passwordIds: ['first'] }) },
    no([needsPassword]),
  ),
  situation(
    'a video for which everything is wrong tells every reason, what nothing helps against first',
    withRights(
      { video: [deny(everywhere)] },
      {
        publication: published({ visibility: 'private', startsAt: opening }),
        trashed: true,
        playable: false,
        minimumAge: 18,
        access: restricted(),
      },
    ),
    {},
    hidden(
      [
        because('trashed'),
        because('private'),
        { reason: 'blocked_here', remedies: [], level: 'video', country: 'DE', message: null },
        because('not_yet', waitUntil(opening)),
        inPreparation,
        because('age_unconfirmed', { kind: 'sign_in' }),
        lacking('grant_required', []),
      ],
      opening,
    ),
  ),
  ...teamRoles.flatMap((teamRole) => teamSituations(anna({ teamRole }), teamRole)),
];

function teamSituations(viewer: Situation['viewer'], role: string): Situation[] {
  const preview = (what: string, facts: Situation['facts']) =>
    situation(`the ${role} previews ${what}`, facts, { viewer }, yes('team_preview'));
  return [
    preview('a draft', aVideo({ publication: null })),
    preview('a private video', aVideo({ publication: published({ visibility: 'private' }) })),
    preview('a video that opens later', aVideo({ publication: published({ startsAt: opening }) })),
    preview('what is over', aVideo({ publication: published({ endsAt: now }) })),
    preview('what is denied everywhere', withRights({ channel: [deny(everywhere)] })),
    preview('what has to be paid for', aVideo({ access: restricted() })),
    situation(
      `what is public is no preview of the ${role}, and does not end for them`,
      aVideo({ publication: published({ endsAt: closing }) }),
      { viewer },
      yes('public'),
    ),
    situation(
      `the ${role} learns that a film cannot be played yet`,
      aVideo({ playable: false, publication: null }),
      { viewer },
      no([inPreparation]),
    ),
    situation(
      `the ${role} learns that a film lies in the trash`,
      aVideo({ trashed: true, publication: published({ startsAt: opening }) }),
      { viewer },
      no([because('trashed')]),
    ),
  ];
}
