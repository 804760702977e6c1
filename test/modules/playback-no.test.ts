import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessRule, Entitlement, RightsWindow } from '../../src/modules/access';
import { type AccountActor, anonymous } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createTestClock, type TestClock } from '../support/clock';
import { everywherePublic, type Neighbours, neighbours } from '../support/factories/playback';
import { viewerOf } from '../support/factories/viewers';
import { putFilm } from '../support/playback-film';
import { createPlaybackHouse, type PlaybackHouse } from '../support/playback-house';
import { type PlaybackProcess, startPlaybackProcess } from '../support/playback-process';

// The table of docs/playback.md, measured: in time as the product sees it, so that a slow machine changes nothing.

const columns = ['start, page', 'heartbeat', 'playlist', 'segment'] as const;
type Column = (typeof columns)[number];
const promised = tableIn(readFileSync(join(__dirname, '../../docs/playback.md'), 'utf8'));

function tableIn(text: string): Map<string, Record<Column, number>> {
  const section = text.split('## How fast a no takes hold')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => /^\|.*(\| +\d+ +){4}\|$/.test(line));
  return new Map(
    rows.map((line) => {
      const [what = '', ...seconds] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [what, Object.fromEntries(columns.map((name, index) => [name, Number(seconds[index])])) as never];
    }),
  );
}

let house: PlaybackHouse;
let clock: TestClock;
let rooms: Neighbours;
let web: PlaybackProcess;
let asking: AccountActor;
let film: Awaited<ReturnType<typeof putFilm>>;

beforeAll(async () => {
  house = await createPlaybackHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  clock = createTestClock();
  rooms = neighbours();
  rooms.setCountry('DE');
  asking = { kind: 'account', accountId: newId(), operator: false, sessionId: newId(), token: null };
  web = await startPlaybackProcess({ ...house, clock, rooms, asking: () => asking });
});
afterEach(() => web.close());

const forSubscribers: AccessRule = { kind: 'restricted', ways: [{ kind: 'subscribers', tiers: [] }] };
const passwordId = newId();
const behindPassword = { ...everywherePublic, visibility: 'password' as const, passwordId };
const notHere: RightsWindow = {
  ...{ effect: 'deny', from: null, until: null, countries: { only: ['DE'] } },
  ...{ reason: null, messageByCountry: {} },
};

function subscribe(until: Date | null): void {
  const entitlement: Entitlement = {
    ...{ source: 'subscription', covers: { kind: 'channel' } },
    ...{ from: new Date('2026-01-01T00:00:00Z'), until },
  };
  rooms.setRights(film.video.id, { access: forSubscribers, deviceLimit: 1 });
  rooms.setHoldings(asking.accountId, { entitlements: new Map([[film.video.channelId, [entitlement]]]) });
}

const endsMs = 60_000;

/** What makes the film watchable, and what takes it away. */
const causes: Record<string, { before(): void; happens(): unknown }> = {
  'withdrawn, made private, trashed': {
    before: () => undefined,
    happens: () => rooms.keep({ ...film.video, publication: null }),
  },
  'the password is another one': {
    before: () => rooms.keep({ ...film.video, publication: behindPassword }),
    happens: () => rooms.keep({ ...film.video, publication: { ...behindPassword, passwordId: newId() } }),
  },
  "rights windows close the viewer's country": {
    before: () => undefined,
    happens: () => rooms.setRights(film.video.id, { rights: { channel: [notHere], video: [], broadcast: [] } }),
  },
  'an entitlement is taken back': {
    before: () => subscribe(null),
    happens: () => rooms.setHoldings(asking.accountId, {}),
  },
  'an entitlement, a publication or a window ends by its date': {
    before: () => subscribe(new Date(clock.now().getTime() + endsMs)),
    happens: () => undefined,
  },
  'another device takes over': {
    before: () => subscribe(null),
    happens: () => {
      const phone = viewerOf({ ...asking, sessionId: newId() }, { country: 'DE' });
      return web.playback.startSession(phone, film.video.publicId, { takeOver: true });
    },
  },
};

async function watching() {
  const viewer = viewerOf(asking, { country: 'DE', passwordIds: [passwordId] });
  const start = () => web.playback.startSession(viewer, film.video.publicId);
  const { manifestUrl } = await start();
  const session = `${web.url}${manifestUrl.replace('/master.m3u8', '')}`;
  const at = `${session}/${film.generationId}/360p`;
  const refused: Record<Column, () => Promise<boolean>> = {
    'start, page': async () => {
      const page = await web.playback.decide(viewer, film.video.id);
      const begins = await start().then(
        () => 'allowed',
        () => 'refused',
      );
      expect(page?.decision).toBe(begins);
      return begins === 'refused';
    },
    heartbeat: async () => (await fetch(`${session}/heartbeat`, { method: 'POST' })).status === 403,
    playlist: async () => (await (await fetch(`${at}/growing.m3u8`)).text()).includes('#EXT-X-ENDLIST'),
    segment: async () => (await fetch(`${at}/f1/s1.m4s`)).status === 403,
  };
  return refused;
}

const stepMs = 100;

/** Seconds until it is refused for good, asked ten times a second. */
async function secondsUntil(refused: () => Promise<boolean>): Promise<number> {
  for (let passedMs = 0; passedMs <= 15_000; passedMs += stepMs) {
    if (await refused()) return passedMs / 1000;
    clock.advance({ ms: stepMs });
  }
  return Number.POSITIVE_INFINITY;
}

it('the table names what is measured here, and nothing else', () => {
  expect([...promised.keys()]).toEqual(Object.keys(causes));
});

// A device that takes over says nothing about starting anew: the one that lost its place may take over again.
const measured = Object.keys(causes).flatMap((what) =>
  columns
    .filter((column) => !(what.includes('takes over') && column === 'start, page'))
    .map((column) => [what, column] as const),
);

it.each(measured)('%s: %s', async (what, column) => {
  const { before, happens } = causes[what] ?? fail(what);
  film = await putFilm({ ...house, rooms }, {}, { complete: false });
  before();
  const refused = (await watching())[column];
  if (what.includes('by its date')) clock.advance({ ms: endsMs - 50 });
  // Asked just before, so that the last answer is as fresh as it can be.
  expect(await refused()).toBe(false);
  await happens();
  if (what.includes('by its date')) clock.advance({ ms: 50 });
  const seconds = await secondsUntil(refused);
  expect(seconds).toBeLessThanOrEqual(promised.get(what)?.[column] ?? -1);
});

function fail(what: string): never {
  throw new Error(`Nothing is measured for ${what}`);
}

it('in another country: with the second check, at least five seconds after the first', async () => {
  film = await putFilm({ ...house, rooms }, {}, { complete: false });
  rooms.setRights(film.video.id, {
    rights: { channel: [{ ...notHere, countries: { only: ['FR'] } }], video: [], broadcast: [] },
  });
  const refused = await watching();
  rooms.setCountry('FR');
  expect(await secondsUntil(refused.segment)).toBe(Number.POSITIVE_INFINITY);
  expect(await secondsUntil(refused.heartbeat)).toBe(5);
  expect(await refused.segment()).toBe(true);
  expect(await web.playback.decide(viewerOf(anonymous, { country: 'FR' }), film.video.id)).toMatchObject({
    decision: 'refused',
  });
});
