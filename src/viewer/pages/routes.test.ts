import {
  aListed,
  member,
  neighboursOfPages,
  type PagesNeighbours,
  publicUrl,
  refusedFor,
  type ServedPages,
  servePages,
} from '../../../test/support/factories/pages';
import type { PlaybackDecision } from '../../modules/access';

let says: PagesNeighbours;
let site: ServedPages;

beforeEach(async () => {
  says = neighboursOfPages();
  site = await servePages(says);
});
afterEach(() => site.close());

const page = (path: string) => site.page(path);

const watchPath = `/watch/${aListed(1).publicId}`;

function decide(decision: PlaybackDecision): void {
  if (says.watched) says.watched.decision = decision;
}

describe('the home page', () => {
  test('shows the newest video first, then the others', async () => {
    const { status, html } = await page('/');
    expect(status).toBe(200);
    expect(html).toContain('Newest video');
    expect(html.indexOf('A day at sea, part 1')).toBeLessThan(html.indexOf('A day at sea, part 2'));
    expect(html).toContain('1:02:09');
    expect(html).toContain('<link rel="canonical" href="https://showrunner.test/"/>');
  });

  test('teaches when there is nothing yet', async () => {
    says.listed = [];
    const { html } = await page('/');
    expect(html).toContain('Nothing is on yet');
    expect(html).toContain('href="/studio"');
  });

  test('is walked by links', async () => {
    says.listed = Array.from({ length: 60 }, (_, number) => aListed(number));
    expect((await page('/')).html).toContain('href="/?cursor=25"');
    const second = await page('/?cursor=25');
    expect(second.html).toContain('href="/?cursor=50"');
    expect(second.html).toContain('noindex');
    expect(second.html).not.toContain('Newest video');
  });

  test('says so when it cannot be made, without a word of why', async () => {
    says.failure = new Error('relation "discovery.listings" does not exist');
    const { status, html } = await page('/');
    expect(status).toBe(500);
    expect(html).toContain('This page broke on our side');
    expect(html).not.toContain('relation');
  });

  test('leads the signed-in to their studio', async () => {
    expect((await page('/')).html).toContain('>Sign in<');
    says.asking = member;
    expect((await page('/')).html).toContain('>Studio<');
  });
});

describe('a channel’s page', () => {
  test('says who it is, and what it shows', async () => {
    const { status, html } = await page('/@seafarers');
    expect(status).toBe(200);
    expect(html).toContain('Seafarers &lt;3');
    expect(html).toContain('href="https://example.org/log" rel="nofollow ugc noopener"');
    expect(html).toContain('<meta property="og:image" content="https://showrunner.test/images/banner/2560.webp"/>');
  });

  test('has one address', async () => {
    const { status, headers } = await page('/@SeaFarers');
    expect([status, headers.get('location')]).toEqual([301, '/@seafarers']);
  });

  test('that does not exist is a page, too', async () => {
    const { status, html } = await page('/@nobody');
    expect(status).toBe(404);
    expect(html).toContain('There is no such channel');
  });
});

describe('a video’s page', () => {
  test('has the player’s frame, the words and what else there is', async () => {
    const { status, html } = await page(watchPath);
    expect(status).toBe(200);
    expect(html).toContain(`data-player="${aListed(1).publicId}"`);
    expect(html).toContain('We left at four.');
    expect(html).toContain('A day at sea, part 2');
    expect(html).toContain('"duration":"PT1H2M9S"');
    expect(html).toContain('needs JavaScript');
  });

  test('loads the player beside the page, and nothing of the stream before it is asked for', async () => {
    const { html } = await page(watchPath);
    expect(html).toContain('<script src="/assets/theme-1.js"></script>');
    expect(html).toContain('<script type="module" src="/assets/player-1.js"></script>');
    expect(html.match(/modulepreload" href="\/assets\/words-1.js"/g)).toHaveLength(1);
    expect(html).not.toContain('stream-1.js');
  });

  test('runs no script but our files, whatever a creator writes', async () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
    if (!says.watched) throw new Error('nothing to watch');
    says.watched.video = { ...says.watched.video, title: evil, description: evil, tags: [evil] };
    const { html, headers } = await page(watchPath);
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toMatch(/src="\/assets\/|type="application\/ld\+json"/);
    expect(html).not.toContain('<img src=x');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  test('that has not opened says when, and counts down', async () => {
    const at = new Date('2026-05-03T20:00:00Z');
    decide(refusedFor({ reason: 'not_yet', remedies: [{ kind: 'wait_until', at }] }));
    const { status, html } = await page(watchPath);
    expect(status).toBe(403);
    expect(html).toContain('Opens soon');
    expect(html).toMatch(
      /<time dateTime="2026-05-03T20:00:00.000Z" data-local="minute">Sunday,? 3 May 2026 at 20:00 UTC<\/time>/i,
    );
    expect(html).toContain('data-countdown="2026-05-03T20:00:00.000Z"');
    expect(html).not.toContain('data-player');
    expect(html).toContain('noindex');
  });

  test('in preparation offers to look again', async () => {
    decide(refusedFor({ reason: 'not_ready', remedies: [{ kind: 'wait' }] }));
    expect((await page(watchPath)).html).toContain('data-check-again');
  });

  test('tells the team that nobody else sees it', async () => {
    decide({ decision: 'allowed', why: 'team_preview', until: null });
    const { html } = await page(watchPath);
    expect(html).toContain('Only the channel’s team sees this page');
    expect(html).toContain('noindex');
    expect(html).not.toContain('ld+json');
  });

  test.each(['/watch/vid_1', '/watch/vid_..%2f..%2fetc', '/watch/chn_0000000000000000000000'])(
    '%s is no video',
    async (path) => {
      expect((await page(path)).status).toBe(404);
    },
  );

  test('is revalidated every time it is looked at', async () => {
    expect((await page(watchPath)).headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('an embed', () => {
  const embedPath = watchPath.replace('watch', 'embed');

  test('may stand on other sites; the pages may not', async () => {
    const { html, headers } = await page(embedPath);
    expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(html).toContain('data-player');
    expect(html).not.toContain('site-header');
    expect(html).toContain(`href="${publicUrl}${watchPath}" target="_blank"`);
    expect((await page(watchPath)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('of nothing says so', async () => {
    says.watched = null;
    const { status, html } = await page(embedPath);
    expect(status).toBe(404);
    expect(html).toContain('There is no such video');
  });
});

test('an address that nothing answers is a page', async () => {
  const { status, html } = await page('/nowhere/at/all');
  expect(status).toBe(404);
  expect(html).toContain('There is nothing here');
  expect(html).toContain('Skip to content');
});

test('before anything is built the pages are plain and whole', async () => {
  const plain = await servePages(says, { built: false });
  const { status, html } = await plain.page('/');
  await plain.close();
  expect(status).toBe(200);
  expect(html).toContain('A day at sea, part 1');
  expect(html).not.toContain('<script');
});
