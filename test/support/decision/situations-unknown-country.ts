import {
  allow,
  deny,
  entitled,
  everywhere,
  holding,
  now,
  restricted,
  shifted,
  theFilm,
  toBuy,
  utc,
  withRights,
} from './facts';
import { no, rights, type Situation, situation, yes } from './situation';

const june = utc('06-01');
const july = utc('07-01');
const april = utc('04-01');
const nowhereKnown = { country: null };
const someCountry = { video: [allow({ only: ['DE'] })] };
const unknown = { country: null, opens: undefined };
const anywhere = { country: 'anywhere' } as const;

/** Where nobody knows, or need know, from where somebody asks. */
export const unknownCountrySituations: Situation[] = [
  situation(
    'IPv6 visitor of unknown country where the channel lets unknowns in',
    withRights(someCountry, { unknownCountry: 'allow' }),
    nowhereKnown,
    yes('public'),
  ),
  situation(
    'visitor of unknown country where the channel keeps unknowns out',
    withRights(someCountry),
    nowhereKnown,
    no([rights('country_unknown', 'video', unknown)]),
  ),
  situation(
    'visitor of unknown country whom the channel takes to be in Germany',
    withRights(someCountry, { unknownCountry: { as: 'DE' } }),
    nowhereKnown,
    yes('public'),
  ),
  situation(
    'visitor of unknown country whom the channel takes to be in France is told so',
    withRights(someCountry, { unknownCountry: { as: 'FR' } }),
    nowhereKnown,
    no([rights('not_here', 'video', { country: 'FR' })]),
  ),
  situation(
    'unknowns are kept out only where a country matters: a licence for everywhere',
    withRights({ video: [allow(everywhere, { until: june })] }),
    nowhereKnown,
    yes('public', june),
  ),
  situation(
    'an unknown visitor is promised nothing by a licence that ends: it is kept out for another reason then',
    withRights({ video: [allow({ only: ['DE'] }, { until: june })] }),
    nowhereKnown,
    no([rights('country_unknown', 'video', unknown)], june),
  ),
  situation(
    'an unknown visitor might be in the country that is denied',
    withRights({ channel: [deny({ only: ['DE'] }, { until: june })] }),
    nowhereKnown,
    no([rights('country_unknown', 'channel', { ...unknown, opens: june })], june),
  ),
  situation(
    'an unknown visitor is let in although somewhere is denied',
    withRights({ channel: [deny({ only: ['DE'] })] }, { unknownCountry: 'allow' }),
    nowhereKnown,
    yes('public'),
  ),
  situation(
    'a deny for everywhere refuses even unknowns who are let in',
    withRights({ channel: [deny(everywhere)] }, { unknownCountry: 'allow' }),
    nowhereKnown,
    no([rights('blocked_here', 'channel', unknown)]),
  ),
  situation(
    'a licence that is over everywhere is over for an unknown visitor, too',
    withRights({ video: [allow({ only: ['DE'] }, { until: april })] }),
    nowhereKnown,
    no([rights('rights_over', 'video', unknown)]),
  ),
  situation(
    'a licence for one country that begins later opens first to those whose country is known',
    withRights({ video: [allow({ only: ['DE'] }, { from: june }), allow(everywhere, { from: july })] }),
    nowhereKnown,
    no([rights('rights_not_yet', 'video', { ...unknown, opens: july })], june),
  ),
  situation(
    'an unknown visitor is told when the country no longer matters',
    withRights({ video: [allow({ only: ['DE'] }), allow(everywhere, { from: july })] }),
    nowhereKnown,
    no([rights('country_unknown', 'video', { ...unknown, opens: july })], july),
  ),
  situation(
    'a deny and a licence that both hang on the country are one reason',
    withRights({
      video: [deny({ only: ['FR'] }), allow({ only: ['DE'] }, { messageByCountry: { '*': 'Only there.' } })],
    }),
    nowhereKnown,
    no([rights('country_unknown', 'video', { ...unknown, message: 'Only there.' })]),
  ),
  situation(
    'a deny that names nobody denies nobody',
    withRights({ video: [deny({ only: [] })] }),
    nowhereKnown,
    yes('public'),
  ),
  situation(
    'an allow that names nobody lets nobody in',
    withRights({ video: [allow({ only: [] })] }, { unknownCountry: 'allow' }),
    nowhereKnown,
    no([rights('not_here', 'video', unknown)]),
  ),
  situation(
    'an unknown visitor who has paid is let in by a channel that lets unknowns in',
    withRights(someCountry, { unknownCountry: 'allow', access: restricted(toBuy) }),
    { ...nowhereKnown, viewer: holding(entitled('purchase', theFilm)) },
    yes('purchase'),
  ),
  situation(
    'the feed carries what is licensed for one country',
    withRights({ channel: [allow({ only: ['AT', 'DE'] })], video: [allow({ only: ['DE', 'FR'] })] }),
    anywhere,
    yes('public'),
  ),
  situation(
    'the feed carries what is denied somewhere, until it is denied everywhere',
    withRights({ channel: [deny({ only: ['DE'] }), deny(everywhere, { from: june })] }),
    anywhere,
    yes('public', june),
  ),
  situation(
    'the feed leaves out what channel and video license for different countries',
    withRights({ channel: [allow({ only: ['DE'] })], video: [allow({ only: ['FR'] })] }),
    anywhere,
    no([rights('not_here', 'channel', { country: null }), rights('not_here', 'video', { country: null })]),
  ),
  situation(
    'the feed waits for the first country to open, and speaks of no country',
    withRights({
      video: [
        allow({ only: ['DE'] }, { from: june, messageByCountry: { DE: 'Im Juni.', '*': 'In June.' } }),
        allow({ only: ['FR'] }, { until: april }),
      ],
    }),
    anywhere,
    no([rights('rights_not_yet', 'video', { country: null, opens: june, message: 'In June.' })], june),
  ),
  situation(
    'the feed goes on when one country takes over from another',
    withRights({
      video: [allow({ only: ['DE'] }, { until: shifted(now, 1) }), allow({ only: ['FR'] }, { from: shifted(now, 1) })],
    }),
    anywhere,
    yes('public'),
  ),
];
