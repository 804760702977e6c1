import { type Actor, anonymous } from '../../platform/http';
import { createLastGood } from './last-good';
import type { PageCall } from './page-call';

const member: Actor = { kind: 'account', accountId: 'a1', operator: false, sessionId: null, token: null };

interface Asking {
  actor?: Actor;
  method?: string;
  country?: string | null;
  passwordIds?: readonly string[];
}

function aCall(originalUrl: string, asking: Asking = {}) {
  const { actor = anonymous, method = 'GET', country = 'DE', passwordIds = [] } = asking;
  const viewer = { actor, country, passwordIds };
  const sent: { headers: Record<string, unknown>; status?: number; html?: string | undefined } = { headers: {} };
  const res = {
    headersSent: false,
    getHeader: (name: string) => (name === 'Content-Security-Policy' ? "default-src 'self'" : undefined),
    setHeader: (name: string, value: unknown) => {
      sent.headers[name] = value;
    },
    status: (status: number) => {
      sent.status = status;
      return {
        end: (html?: string) => {
          sent.html = html;
        },
      };
    },
  };
  return { call: { actor, viewer, req: { originalUrl, method }, res } as unknown as PageCall, sent };
}

function site() {
  let changed: (videoId: string) => void = () => undefined;
  const lastGood = createLastGood((listener) => {
    changed = listener;
  });
  const shows = (address: string, html: string, until: Date | null = null, status = 200) =>
    lastGood.keep(aCall(address).call, { status, html, until });
  const has = (address: string) => lastGood.has(aCall(address).call);
  return { lastGood, shows, has, change: (videoId: string) => changed(videoId) };
}

test('a page is sent as strangers saw it last, to whoever asks', () => {
  const { lastGood, shows } = site();
  shows('/watch/vid_1', '<p>first</p>');
  shows('/watch/vid_1', '<p>second</p>');
  const { call, sent } = aCall('/watch/vid_1', { actor: member });
  expect(lastGood.send(call)).toBe(true);
  expect(sent).toMatchObject({ status: 200, html: '<p>second</p>', headers: { 'Cache-Control': 'private, no-cache' } });
  const head = aCall('/watch/vid_1', { method: 'HEAD' });
  lastGood.send(head.call);
  expect(head.sent.html).toBeUndefined();
  expect(lastGood.send(aCall('/watch/vid_2').call)).toBe(false);
});

test('what the signed-in saw is shown to nobody', () => {
  const { lastGood, has } = site();
  lastGood.keep(aCall('/', { actor: member }).call, { status: 200, html: 'hello Bea', until: null });
  expect(has('/')).toBe(false);
});

test('what one country saw is shown to no other, nor to those of whom nobody knows where they are', () => {
  const { lastGood, shows } = site();
  shows('/', '<p>in Germany</p>');
  for (const country of ['ES', null, '']) {
    const { call, sent } = aCall('/', { country });
    expect([lastGood.has(call), lastGood.send(call), sent.html]).toEqual([false, false, undefined]);
  }
  lastGood.keep(aCall('/', { country: null }).call, { status: 200, html: '<p>somewhere</p>', until: null });
  const { call, sent } = aCall('/');
  lastGood.send(call);
  expect(sent.html).toBe('<p>in Germany</p>');
});

test('what a password opened is kept for nobody', () => {
  const { lastGood, has } = site();
  const opened = aCall('/watch/vid_1', { passwordIds: ['p1'] });
  lastGood.keep(opened.call, { status: 200, html: 'secret', until: null });
  expect(has('/watch/vid_1')).toBe(false);
});

test('a page goes when a video on it changes, when it is refused, and when its time is over', () => {
  const { shows, has, change } = site();
  shows('/', 'vid_1 vid_2');
  shows('/watch/vid_1', 'vid_1');
  shows('/@bea', 'vid_2');
  change('vid_1');
  expect([has('/'), has('/watch/vid_1'), has('/@bea')]).toEqual([false, false, true]);
  shows('/@bea', 'not there', null, 404);
  expect(has('/@bea')).toBe(false);
  shows('/watch/vid_2', 'vid_2', new Date(Date.now() - 1));
  expect(has('/watch/vid_2')).toBe(false);
  shows('/watch/vid_2', 'vid_2', new Date(Date.now() + 60_000));
  expect(has('/watch/vid_2')).toBe(true);
});

test('a page goes when one of many changed videos is on it, and when it names a channel that changed', () => {
  const { shows, has, change } = site();
  shows('/watch/vid_1', 'vid_1 of <a href="/@ann">Ann</a>');
  shows('/watch/vid_2', 'vid_2 of <a href="/@ann">Ann</a>');
  shows('/watch/vid_3', 'vid_3 of <a href="/@bea">Bea</a>');
  const kept = () => [1, 2, 3].filter((number) => has(`/watch/vid_${number}`));
  change('vid_4 vid_2');
  expect(kept()).toEqual([1, 3]);
  change('@ann');
  expect(kept()).toEqual([3]);
});
