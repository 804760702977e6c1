import type { BroadcastFacts, PlaybackFacts } from '../../../src/modules/access';
import { anna, aVideo, deny, entitled, forTicket, holding, now, restricted, shifted, utc } from './facts';
import { because, buyTicket, lacking, no, rights, type Situation, situation, waitUntil, yes } from './situation';

const tonight = utc('05-03 21:00');
const later = utc('05-03 23:00');
const waits = because('not_on_air', { kind: 'wait' });
const over = because('broadcast_over');
const cancelled = because('broadcast_cancelled');

function show(broadcast: Partial<BroadcastFacts>, overrides: Partial<PlaybackFacts> = {}): PlaybackFacts {
  const slot: BroadcastFacts = { kind: 'premiere', state: 'scheduled', startsAt: tonight, endsAt: later, ...broadcast };
  return aVideo({ broadcastId: 'show', broadcast: slot, ...overrides });
}

const ticketed = show({ kind: 'live', state: 'live', startsAt: now }, { access: restricted(forTicket) });
const theShow = { kind: 'broadcast', broadcastId: 'show' } as const;

/** Slots of a schedule. */
export const broadcastSituations: Situation[] = [
  situation('a premiere tonight opens at nine', show({}), {}, no([because('not_on_air', waitUntil(tonight))], tonight)),
  situation('a premiere is on air from its very instant', show({ startsAt: now }), {}, yes('public', later)),
  situation(
    'a premiere follows the clock, whatever its state was last',
    show({ state: 'live' }),
    {},
    no([because('not_on_air', waitUntil(tonight))], tonight),
  ),
  situation(
    'a rerun is over at its very end',
    show({ kind: 'rerun', startsAt: utc('05-03 18:00'), endsAt: now }),
    {},
    no([over]),
  ),
  situation(
    'a premiere that was ended early is over',
    show({ state: 'ended', startsAt: utc('05-03 19:00') }),
    {},
    no([over]),
  ),
  situation(
    'a premiere without an end stays open',
    show({ startsAt: utc('05-03 19:00'), endsAt: null }),
    {},
    yes('public'),
  ),
  situation('a broadcast that was cancelled says so', show({ state: 'cancelled' }), {}, no([cancelled])),
  situation('a live broadcast that never came', show({ kind: 'live', state: 'missed' }), {}, no([cancelled])),
  situation('a live broadcast of tonight waits for its signal', show({ kind: 'live' }), {}, no([waits])),
  situation(
    'a live broadcast whose signal is late waits still',
    show({ kind: 'live', startsAt: utc('05-03 19:00') }),
    {},
    no([waits]),
  ),
  situation('a live broadcast that began early plays', show({ kind: 'live', state: 'live' }), {}, yes('public')),
  situation(
    'a live broadcast that runs over its time goes on',
    show({ kind: 'live', state: 'live', startsAt: utc('05-03 18:00'), endsAt: utc('05-03 19:00') }),
    {},
    yes('public'),
  ),
  situation(
    'a live broadcast whose signal broke for a moment goes on',
    show({ kind: 'live', state: 'interrupted' }),
    {},
    yes('public'),
  ),
  situation('a live broadcast that has ended', show({ kind: 'live', state: 'ended' }), {}, no([over])),
  situation(
    'the team looks into a premiere before it begins',
    show({}),
    { viewer: anna({ teamRole: 'moderator' }) },
    yes('team_preview'),
  ),
  situation('a broadcast for tickets names the price', ticketed, {}, no([lacking('ticket_required', [buyTicket])])),
  situation('a ticket opens its broadcast', ticketed, { viewer: holding(entitled('ticket', theShow)) }, yes('ticket')),
  situation(
    'a ticket for another broadcast opens nothing',
    ticketed,
    { viewer: holding(entitled('ticket', { kind: 'broadcast', broadcastId: 'another' })) },
    no([lacking('ticket_required', [buyTicket])]),
  ),
  situation(
    'rights that end during the broadcast end it for the viewer',
    show(
      { startsAt: now },
      { rights: { channel: [], video: [], broadcast: [deny({ only: ['DE'] }, { from: shifted(now, 1) })] } },
    ),
    {},
    yes('public', shifted(now, 1)),
  ),
  situation(
    'rights are gone before a premiere begins: both are told',
    show({}, { rights: { channel: [], video: [deny({ only: ['DE'] })], broadcast: [] } }),
    {},
    no([rights('blocked_here', 'video'), because('not_on_air', waitUntil(tonight))], tonight),
  ),
];
