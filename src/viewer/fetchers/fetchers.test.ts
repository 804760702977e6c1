import {
  aListed,
  aStated,
  neighboursOfPages,
  type PagesNeighbours,
  publicUrl,
  refusedFor,
  type ServedPages,
  seafarers,
  servePages,
} from '../../../test/support/factories/pages';
import type { WatchPage } from '../../modules/discovery';
import { videoObject } from '../pages/heads';
import { renderOembed, videoIdIn } from './oembed';
import { renderFeed } from './rss';
import { renderSitemap, renderSitemapIndex } from './sitemap';
import { element, escapeXml, xmlDocument } from './xml';

const hostile = ']]></title><script>alert(1)</script>&amp; "quoted" \'single\' \u0000\u000b\ud800 \ufffe 🚢';
const shown =
  ']]&gt;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp; &quot;quoted&quot; &apos;single&apos; \ufffd\ufffd\ufffd \ufffd 🚢';
const id = aListed(1).publicId;
const until = new Date('2026-06-01T00:00:00Z');

/** Well-formed as far as it goes: every element that is opened is closed in order, and no `<` or `&` stands alone. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, closes, name = '', , selfClosing] of xml.matchAll(/<(\/?)([\w:]+)((?:\s[\w:]+="[^"<]*")*)(\/?)>/g)) {
    if (selfClosing) continue;
    if (closes && open.pop() !== name) return false;
    if (!closes) open.push(name);
  }
  const text = xml.replace(/<\?xml[^?]*\?>|<\/?[\w:]+(?:\s[\w:]+="[^"<]*")*\/?>/g, '');
  return open.length === 0 && !/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/.test(text);
}

test('XML holds any text', () => {
  expect(escapeXml(hostile)).toBe(shown);
  const document = xmlDocument(element('a', [element('b', hostile, { c: hostile })]));
  expect(wellFormed(document)).toBe(true);
  expect(wellFormed('<a><b></a></b>')).toBe(false);
  expect(wellFormed('<a>x & y</a>')).toBe(false);
  expect(element('a', null)).toEqual({ xml: '' });
});

describe('a channel’s feed', () => {
  test('states where, until when and in whose player', () => {
    const video = aStated(1, { title: hostile, description: hostile, until, countries: { only: ['AT', 'DE'] } });
    const xml = renderFeed({ ...seafarers, name: hostile }, [video, aStated(2)], publicUrl);
    expect(wellFormed(xml)).toBe(true);
    expect(xml).toContain(`<item><title>${shown}</title><link>${publicUrl}/watch/${id}</link>`);
    expect(xml).toContain('<media:restriction relationship="allow" type="country">at de</media:restriction>');
    expect(xml).toContain('<dcterms:valid>end=2026-06-01T00:00:00.000Z; scheme=W3C-DTF</dcterms:valid>');
    expect(xml).toContain(`<media:player url="${publicUrl}/embed/${id}" duration="3729"/>`);
    expect(xml).toContain('<pubDate>Fri, 01 May 2026 12:00:00 GMT</pubDate>');
    expect(xml.match(/media:restriction /g)).toHaveLength(1);
  });
});

describe('the site map', () => {
  test('states where, until when, and what has to be subscribed to', () => {
    const xml = renderSitemap(
      [
        aStated(1, { title: hostile, until, countries: { except: ['US'] } }),
        aStated(2, {
          description: '',
          until,
          locked: { reason: 'tier_required', remedies: [{ kind: 'subscribe', tierId: 't', name: 'Gold', prices: [] }] },
        }),
        aStated(3, { posterUrl: null }),
      ],
      publicUrl,
    );
    expect(wellFormed(xml)).toBe(true);
    expect(xml).toContain('<video:restriction relationship="deny">US</video:restriction>');
    expect(xml.match(/video:expiration_date>2026-06-01T00:00:00.000Z/g)).toHaveLength(1);
    expect(xml.match(/requires_subscription>yes/g)).toHaveLength(1);
    expect(xml).toContain('<video:description>A day at sea, part 2</video:description>');
    expect(xml).toContain(`<url><loc>${publicUrl}/watch/${aListed(3).publicId}</loc></url>`);
  });

  test('is cut into parts where it is long', () => {
    const xml = renderSitemapIndex(['/sitemap.xml?below=start', '/sitemap.xml?below=a&b'], publicUrl);
    expect(wellFormed(xml)).toBe(true);
    expect(xml).toContain(`<sitemap><loc>${publicUrl}/sitemap.xml?below=a&amp;b</loc></sitemap>`);
  });
});

describe('oEmbed', () => {
  const facts: WatchPage = {
    video: { ...aListed(1, { title: hostile }), description: 'inside', tags: ['inside'] },
    decision: { decision: 'allowed', why: 'public', until: null },
    countries: { only: ['DE'] },
  };

  test('plays what is open, in the room there is, and states its countries', () => {
    const answer = renderOembed(facts, publicUrl, { width: 640, height: null });
    expect(answer).toMatchObject({ type: 'video', width: 640, height: 360, author_name: 'Seafarers <3' });
    expect(answer.restriction).toEqual({ relationship: 'allow', countries: ['DE'] });
    expect(answer.html).toMatch(
      /^<iframe src="https:\/\/showrunner.test\/embed\/vid_0+1" width="640" height="360" title="[^"<>]*" /,
    );
  });

  test('says of what is refused what its page says, and has no frame for it', () => {
    const decision = refusedFor({ reason: 'tier_required', remedies: [] });
    const answer = renderOembed({ ...facts, decision }, publicUrl, { width: null, height: null });
    expect(answer).toMatchObject({ type: 'link', title: hostile });
    expect(answer).not.toHaveProperty('html');
    expect(JSON.stringify(answer)).not.toContain('inside');
  });

  test.each([
    [`${publicUrl}/watch/${id}`, id],
    [`${publicUrl}/embed/${id}?t=3`, id],
    [`https://elsewhere.test/watch/${id}`, null],
    [`${publicUrl}/watch/${id}/more`, null],
    [`${publicUrl}/@seafarers`, null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('%s names %s', (address, expected) => expect(videoIdIn(address, publicUrl)).toBe(expected));
});

test('structured data states until when and where', () => {
  const watched = neighboursOfPages().watched as WatchPage;
  expect(videoObject(watched, publicUrl)).not.toHaveProperty('expires');
  const decision = { decision: 'allowed', why: 'public', until } as const;
  expect(videoObject({ ...watched, decision, countries: { only: ['AT', 'DE'] } }, publicUrl)).toMatchObject({
    expires: until.toISOString(),
    regionsAllowed: 'AT,DE',
  });
  expect(videoObject({ ...watched, countries: { except: ['US'] } }, publicUrl)).toMatchObject({
    ineligibleRegion: 'US',
  });
});

describe('the addresses', () => {
  let says: PagesNeighbours;
  let site: ServedPages;
  beforeEach(async () => {
    says = neighboursOfPages();
    site = await servePages(says);
  });
  afterEach(() => site.close());

  test('answer anybody, and are found from the pages', async () => {
    const page = await site.page(`/watch/${id}`);
    const found = /type="application\/json\+oembed" href="https:\/\/showrunner.test([^"]*)"/.exec(page.html)?.[1] ?? '';
    const oembed = await site.page(found.replaceAll('&amp;', '&'));
    expect([oembed.status, JSON.parse(oembed.html).title]).toEqual([200, 'A day at sea, part 1']);
    expect(oembed.headers.get('access-control-allow-origin')).toBe('*');
    expect((await site.page('/@seafarers')).html).toContain('type="application/rss+xml"');
    const feed = await site.page('/@seafarers/feed.rss');
    expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'application/rss+xml; charset=utf-8']);
    expect((await site.page('/sitemap.xml')).html).toContain('<urlset');
    says.cuts = ['there'];
    expect((await site.page('/sitemap.xml')).html).toMatch(/<sitemapindex.*below=start.*below=there/s);
    expect((await site.page('/sitemap.xml?below=there')).html).toContain('<urlset');
  });

  test('know nothing of what is nobody’s business', async () => {
    says.watched = null;
    const url = encodeURIComponent(`${publicUrl}/watch/${id}`);
    expect((await site.page(`/oembed?url=${url}`)).status).toBe(404);
    expect((await site.page('/oembed')).status).toBe(404);
    expect((await site.page(`/oembed?format=xml&url=${url}`)).status).toBe(501);
    expect((await site.page('/@nobody/feed.rss')).status).toBe(404);
  });
});
