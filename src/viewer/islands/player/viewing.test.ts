import type { Screen } from './screens';
import type { StreamOptions } from './stream';
import { createViewing } from './viewing';

/** A video, a server and a stream that do what they are told. */
function aSeat() {
  const video = { currentTime: 0, readyState: 0, paused: true, querySelectorAll: () => [] };
  const opened: StreamOptions[] = [];
  const said: string[] = [];
  const shown: Screen[] = [];
  const show = (screen: Screen) => {
    said.push(screen.title);
    shown.push(screen);
  };
  const held: boolean[] = [];
  const site = {
    asked: 0,
    said: [] as unknown[],
    heartbeat: 200,
    refusals: [] as unknown[],
    grant: async () => undefined as unknown,
  };
  const fetched = async (url: string, body: unknown) => {
    const { refusals } = site;
    if (!url.endsWith('/playback')) return Response.json({ refusals }, { status: site.heartbeat });
    site.asked += 1;
    site.said.push(body);
    const manifestUrl = `/p/${site.asked}/master.m3u8`;
    await site.grant();
    return Response.json({ decision: 'allowed', manifestUrl, heartbeatSeconds: 1_000 });
  };
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => fetched(String(url), init?.body));
  const viewing = createViewing({
    videoId: 'vid_1',
    video: video as unknown as HTMLVideoElement,
    screens: { show, clear: () => undefined },
    loadStream: async () => ({
      openStream: (options) => {
        opened.push(options);
        const destroy = () => Object.assign(video, { currentTime: 0, readyState: 0, paused: true });
        return { resume: () => undefined, destroy };
      },
    }),
    onTrying: () => undefined,
    onPlaying: async (isHeld) => void held.push(isHeld),
    onDenied: () => undefined,
  });
  const plays = (currentTime: number) => {
    Object.assign(video, { currentTime, readyState: 4, paused: false });
    viewing.moving();
  };
  const fails = async (why: 'missing' | 'trouble') => {
    opened.at(-1)?.onStopped(why);
    await settled();
  };
  return { viewing, video, opened, said, shown, held, site, plays, fails };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  for (const [name, value] of Object.entries({ window: globalThis, navigator: { onLine: true } })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
});
afterEach(() => {
  jest.useRealTimers();
});

test('a film that went missing goes on where it was, with a new session', async () => {
  const { viewing, opened, plays, fails, site } = aSeat();
  await viewing.start(0);
  plays(42);
  await fails('missing');
  expect(site.asked).toBe(2);
  expect(opened.map(({ manifestUrl, startAt }) => [manifestUrl, startAt])).toEqual([
    ['/p/1/master.m3u8', 0],
    ['/p/2/master.m3u8', 42],
  ]);
});

test('a film that is missing at once does not forget the place, even when taking its stream away moves it', async () => {
  const { viewing, opened, plays, fails } = aSeat();
  await viewing.start(0);
  plays(42);
  await fails('missing');
  viewing.moving(); // the browser's word that the video stands at 0 now
  await fails('missing');
  expect(opened.map(({ startAt }) => startAt)).toEqual([0, 42, 42]);
});

test('a film whose parts stay missing is not asked for without end, however often it moves in between', async () => {
  const { viewing, plays, fails, site, said } = aSeat();
  await viewing.start(0);
  for (let i = 0; i < 20; i++) {
    plays(42 + i);
    await fails('missing');
  }
  expect(site.asked).toBe(4);
  expect(said).toEqual([]);
  // Once it stands still, the viewer is told.
  for (let i = 0; i < 6; i++) await fails('missing');
  expect(said).toHaveLength(1);
});

test('ten minutes later it is looked for again', async () => {
  const { viewing, plays, fails, site } = aSeat();
  await viewing.start(0);
  plays(1);
  for (let i = 0; i < 5; i++) await fails('missing');
  expect(site.asked).toBe(4);
  jest.setSystemTime(Date.now() + 600_000);
  await fails('missing');
  expect(site.asked).toBe(5);
});

test('whoever had paused stays paused in the new session, whoever had not plays on', async () => {
  const { viewing, video, plays, fails, held } = aSeat();
  await viewing.start(0);
  plays(5);
  await fails('missing');
  plays(6);
  video.paused = true;
  await fails('missing');
  expect(held).toEqual([false, false, true]);
});

test('what an earlier stream says no longer counts', async () => {
  const { viewing, opened, plays, fails, site } = aSeat();
  await viewing.start(0);
  plays(5);
  await fails('missing');
  opened[0]?.onStopped('missing');
  await settled();
  expect(site.asked).toBe(2);
});

test('of two starts at the same time one stream is opened', async () => {
  const { viewing, opened, site } = aSeat();
  const grants: ((value?: unknown) => void)[] = [];
  site.grant = () => new Promise((resolve) => void grants.push(resolve));
  const both = [viewing.start(1), viewing.start(2)];
  await settled();
  for (const grant of grants) grant();
  await Promise.all(both);
  expect(opened.map(({ startAt }) => startAt)).toEqual([2]);
});

test('a heartbeat that says gone starts a new session once, at the same place', async () => {
  const { viewing, opened, plays, site } = aSeat();
  await viewing.start(0);
  plays(30);
  site.heartbeat = 404;
  await Promise.all([viewing.keep(), viewing.keep()]);
  expect(opened.map(({ startAt }) => startAt)).toEqual([0, 30]);
});

describe('a film that is withdrawn in mid-play', () => {
  const price = { amountMinor: 500, currency: 'EUR', per: 'month' };
  const gold = { kind: 'subscribe', tierId: 'tir_1', name: 'Gold', prices: [price] };

  test.each([
    ['blocked_here', 'Not shown in Germany', [], []],
    ['tier_required', 'For subscribers', [gold], ['See how to watch it']],
    ['taken_over', 'Watching on another device', [{ kind: 'take_over' }], ['Watch here instead']],
    ['not_ready', 'Not ready yet', [{ kind: 'wait' }], ['Try again']],
  ])('stops and says why: %s', async (reason, title, remedies, labels) => {
    const { viewing, plays, shown, site } = aSeat();
    await viewing.start(0);
    plays(30);
    Object.assign(site, { heartbeat: 403, refusals: [{ reason, title, detail: 'In a sentence.', remedies }] });
    expect(await viewing.keep()).toBe('over');
    expect(shown).toMatchObject([{ title, text: 'In a sentence.' }]);
    expect(shown[0]?.actions?.map(({ label }) => label)).toEqual(labels);
    expect(site.asked).toBe(1);
  });

  test.each([
    ['goes on where it was', 30, 30],
    ['begins anew, once it was seen to its end,', 59.9, 0],
  ])('%s when the viewer takes it over from the other device', async (_, seenUpTo, goesOnAt) => {
    const { viewing, video, opened, plays, shown, site } = aSeat();
    await viewing.start(0);
    Object.assign(video, { duration: 60 });
    plays(seenUpTo);
    const refusal = { reason: 'taken_over', title: 'Elsewhere', detail: 'There.', remedies: [{ kind: 'take_over' }] };
    Object.assign(site, { heartbeat: 403, refusals: [refusal] });
    await viewing.keep();
    const action = shown[0]?.actions?.[0];
    if (action && 'take' in action) action.take();
    await settled();
    expect(site.said).toEqual(['{}', '{"takeOver":true}']);
    expect(opened.map(({ startAt }) => startAt)).toEqual([0, goesOnAt]);
  });
});
