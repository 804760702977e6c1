import { expandRegions } from '../../../src/modules/access';
import {
  allow,
  anna,
  deny,
  entitled,
  europe,
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
const euOnly = { channel: [allow({ only: europe })] };

const gone = (bound: Date) => `until ${bound.toISOString().slice(0, 10)}`;

/** Rights windows where the country is known. */
export const rightsSituations: Situation[] = [
  situation('a channel for the EU, seen from Germany', withRights(euOnly), {}, yes('public')),
  situation(
    'a channel for the EU, seen from Brazil',
    withRights(euOnly),
    { country: 'BR' },
    no([rights('not_here', 'channel', { country: 'BR' })]),
  ),
  situation(
    'a video for its own country only stays there',
    withRights({ video: [allow({ only: ['IT'] })] }),
    {},
    no([rights('not_here', 'video')]),
  ),
  situation(
    'everywhere but Germany, seen from Germany',
    withRights({ video: [allow({ except: ['DE'] })] }),
    {},
    no([rights('not_here', 'video')]),
  ),
  situation(
    'everywhere but Germany, seen from France',
    withRights({ video: [allow({ except: ['DE'] })] }),
    { country: 'FR' },
    yes('public'),
  ),
  situation(
    'deny for DE until 1 June while the channel allows the EU',
    withRights({ ...euOnly, video: [deny({ only: ['DE'] }, { until: june })] }),
    {},
    no([rights('blocked_here', 'video', { opens: june })], june),
  ),
  situation(
    `a deny ${gone(june)} is over at that instant`,
    withRights({ video: [deny({ only: ['DE'] }, { until: june })] }),
    { at: june },
    yes('public'),
  ),
  situation(
    'a deny that begins in June ends a yes of today',
    withRights({ video: [deny({ only: ['DE'] }, { from: june })] }),
    {},
    yes('public', june),
  ),
  situation(
    'a deny begins at its very instant',
    withRights({ broadcast: [deny({ only: ['DE'] }, { from: now })] }),
    {},
    no([rights('blocked_here', 'broadcast')]),
  ),
  situation(
    'a deny for everywhere but Austria, seen from Austria',
    withRights({ channel: [deny({ except: ['AT'] })] }),
    { country: 'AT' },
    yes('public'),
  ),
  situation(
    'denies that follow one another without a gap are lifted when the last one ends',
    withRights({ video: [deny(everywhere, { from: june, until: july }), deny({ only: ['DE'] }, { until: june })] }),
    {},
    no([rights('blocked_here', 'video', { opens: july })], july),
  ),
  situation(
    'denies with a gap are lifted at the gap',
    withRights({
      video: [deny({ only: ['DE'] }, { until: june }), deny({ only: ['DE'] }, { from: shifted(june, 1), until: july })],
    }),
    {},
    no([rights('blocked_here', 'video', { opens: june })], june),
  ),
  situation(
    'a deny and an allow that does not reach here at one level are two reasons',
    withRights({ video: [deny({ only: ['DE'] }, { until: june }), allow({ only: ['FR'] })] }),
    {},
    no([rights('blocked_here', 'video', { opens: june }), rights('not_here', 'video')], june),
  ),
  situation(
    'channel and video intersect: each of them refuses',
    withRights({ channel: [allow({ only: ['FR'] })], video: [allow({ only: ['IT'] })] }),
    {},
    no([rights('not_here', 'channel'), rights('not_here', 'video')]),
  ),
  situation(
    'channel and video intersect: where both allow, it plays',
    withRights({ channel: [allow({ only: ['DE', 'FR'] })], video: [allow({ only: ['DE', 'IT'] })] }),
    {},
    yes('public'),
  ),
  situation(
    'a broadcast whose licence is narrower than its film’s',
    withRights({ video: [allow(everywhere)], broadcast: [allow({ only: ['AT'] })] }),
    {},
    no([rights('not_here', 'broadcast')]),
  ),
  situation(
    'a licence that begins in June',
    withRights({ video: [allow({ only: ['DE'] }, { from: june })] }),
    {},
    no([rights('rights_not_yet', 'video', { opens: june })], june),
  ),
  situation(
    'a licence that begins at this instant',
    withRights({ video: [allow({ only: ['DE'] }, { from: now, until: june })] }),
    {},
    yes('public', june),
  ),
  situation(
    'a licence that ended in April',
    withRights({ video: [allow({ only: ['DE'] }, { until: april })] }),
    {},
    no([rights('rights_over', 'video')]),
  ),
  situation(
    'a licence that ends at this instant',
    withRights({ video: [allow({ only: ['DE'] }, { until: now })] }),
    {},
    no([rights('rights_over', 'video')]),
  ),
  situation(
    'between two licences the next one is named',
    withRights({ video: [allow(everywhere, { from: june, until: july }), allow(everywhere, { until: april })] }),
    {},
    no([rights('rights_not_yet', 'video', { opens: june })], june),
  ),
  situation(
    'a licence that is prolonged in time goes on as one',
    withRights({ video: [allow(everywhere, { until: june }), allow(everywhere, { from: june, until: july })] }),
    {},
    yes('public', july),
  ),
  situation(
    'a licence that here has ended, and elsewhere begins',
    withRights({ video: [allow({ only: ['DE'] }, { until: april }), allow({ only: ['FR'] }, { from: june })] }),
    {},
    no([rights('rights_over', 'video')]),
  ),
  situation(
    'a window that ends before it begins allows nothing, now or later',
    withRights({ video: [allow(everywhere, { from: july, until: june })] }),
    {},
    no([rights('not_here', 'video')]),
  ),
  situation(
    'a window that ends as it begins denies nothing',
    withRights({ video: [deny(everywhere, { from: now, until: now })] }),
    {},
    yes('public'),
  ),
  situation(
    'whoever has paid is refused where the licence does not reach, and is told that only',
    withRights({ video: [allow({ only: ['FR'] })] }, { access: restricted(toBuy) }),
    { viewer: holding(entitled('purchase', theFilm)) },
    no([rights('not_here', 'video')]),
  ),
  situation(
    'the Nordic countries are written out: the Faroe Islands are among them',
    withRights({ channel: [allow({ only: expandRegions(['NORDICS', 'DE']) })] }),
    { country: 'FO', viewer: anna() },
    yes('public'),
  ),
  situation(
    'a blocked viewer reads the channel’s words for their own country',
    withRights({
      video: [
        deny({ only: ['FR'] }, { messageByCountry: { DE: 'Not of this window.' } }),
        deny(everywhere, { until: april, messageByCountry: { DE: 'Not any more.' } }),
        deny({ only: ['DE'] }, { messageByCountry: { '*': 'Blocked.', DE: 'In der Mediathek.' } }),
      ],
    }),
    {},
    no([rights('blocked_here', 'video', { message: 'In der Mediathek.' })]),
  ),
  situation(
    'viewers of other countries read the words for all',
    withRights({ video: [deny({ only: ['DE'] }, { messageByCountry: { '*': 'Blocked.', FR: 'Bloqué.' } })] }),
    {},
    no([rights('blocked_here', 'video', { message: 'Blocked.' })]),
  ),
  situation(
    'a window that does not reach here may tell where to watch instead',
    withRights({
      video: [
        deny({ only: ['AT'] }, { messageByCountry: { DE: 'Of a deny.' } }),
        allow({ only: ['CH'] }),
        allow({ only: ['FR'] }, { messageByCountry: { DE: 'In your cinemas.' } }),
      ],
    }),
    {},
    no([rights('not_here', 'video', { message: 'In your cinemas.' })]),
  ),
  situation(
    'of a licence that is over the words of another country’s say nothing',
    withRights({
      video: [
        allow({ only: ['FR'] }, { messageByCountry: { DE: 'Never shown.' } }),
        allow({ only: ['DE'] }, { until: april, messageByCountry: { '*': 'It was here in March.' } }),
      ],
    }),
    {},
    no([rights('rights_over', 'video', { message: 'It was here in March.' })]),
  ),
  situation(
    'a licence to come may have words of its own',
    withRights({ video: [allow({ only: ['DE'] }, { from: june, messageByCountry: { DE: 'Im Juni.' } })] }),
    {},
    no([rights('rights_not_yet', 'video', { opens: june, message: 'Im Juni.' })], june),
  ),
  situation(
    'a country code with a name out of the language’s own has no message',
    withRights({ video: [deny(everywhere)] }),
    { country: 'constructor' },
    no([rights('blocked_here', 'video', { country: 'constructor' })]),
  ),
];
