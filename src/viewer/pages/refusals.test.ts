import {
  aListed,
  member,
  neighboursOfPages,
  type PagesNeighbours,
  refusedFor,
  type ServedPages,
  servePages,
} from '../../../test/support/factories/pages';
import { type Refusal, refusalReasons } from '../../modules/access';
import { inWords } from '../../modules/playback/contract-words';
import { AppError } from '../../platform/errors';

let says: PagesNeighbours;
let site: ServedPages;
beforeEach(async () => {
  says = neighboursOfPages();
  site = await servePages(says);
});
afterEach(() => site.close());

const id = aListed(1).publicId;
const path = `/watch/${id}`;

async function refused(...refusals: Refusal[]) {
  if (says.watched) says.watched.decision = refusedFor(...refusals);
  const { status, html } = await site.page(path);
  expect(status).toBe(403);
  return html.replaceAll('&#x27;', "'");
}

const euro = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const gold = {
  kind: 'subscribe',
  tierId: 'tir_1',
  name: 'Gold <3',
  prices: [
    { ...euro(500), per: 'month' },
    { ...euro(5_000), per: 'year' },
  ],
} as const;

test.each(refusalReasons)(
  'a page refused for %s says so in the words the API uses, and starts no player',
  async (reason) => {
    const refusal: Refusal = { reason, remedies: [], country: 'DE' };
    const { title, detail } = inWords(refusal);
    const html = await refused(refusal);
    expect(html).toContain(`data-refused="${reason}"`);
    expect(html).toContain(`>${title}</h2>`);
    expect(html).toContain(`<p>${detail}</p>`);
    expect(html).not.toContain('data-player');
  },
);

test('every reason is named, the first one large', async () => {
  const html = await refused(
    { reason: 'not_here', remedies: [], country: 'DE' },
    { reason: 'age_unconfirmed', remedies: [{ kind: 'confirm_age', age: 18 }] },
    { reason: 'tier_required', remedies: [gold] },
  );
  expect(html).toContain('>Not available in Germany</h2>');
  expect(html).toMatch(/Also:.*<strong>Not for every age<\/strong>.*<strong>For subscribers<\/strong>/s);
});

test('two levels that refuse in the same words are told once', async () => {
  const here: Refusal = { reason: 'not_here', remedies: [], country: 'DE' };
  const html = await refused({ ...here, level: 'channel' }, { ...here, level: 'video' });
  expect(html).not.toContain('Also:');
});

test('the channel’s own words are shown as words', async () => {
  const html = await refused({ reason: 'blocked_here', remedies: [], message: 'See <b>our partner</b>.' });
  expect(html).toContain('<p>See &lt;b&gt;our partner&lt;/b&gt;.</p>');
});

test('tiers, purchases and tickets are cards with prices, and nobody is told that they could pay here', async () => {
  const html = await refused(
    {
      reason: 'tier_required',
      endedAt: new Date('2026-05-03T20:00:00Z'),
      remedies: [
        gold,
        { kind: 'buy', price: euro(499), rentalHours: null },
        { kind: 'buy', price: euro(299), rentalHours: 48 },
      ],
    },
    { reason: 'ticket_required', remedies: [{ kind: 'buy_ticket', price: euro(1_200) }] },
  );
  expect(html).toContain('<strong>Gold &lt;3</strong><span>€5 a month or €50 a year</span>');
  expect(html).toContain('<strong>Buy</strong><span>€4.99 to keep</span>');
  expect(html).toContain('<strong>Rent</strong><span>€2.99 for 48 hours</span>');
  expect(html).toContain('<strong>Ticket</strong><span>€12</span>');
  expect(html.match(/class="offer" href="\/@seafarers"/g)).toHaveLength(4);
  expect(html).toContain('This cannot be bought here yet.');
  expect(html).toContain(
    'Your subscription ended on <time dateTime="2026-05-03T20:00:00.000Z" data-local="day">3 May 2026',
  );
});

test('whoever is not signed in may hold what opens it', async () => {
  const tier: Refusal = { reason: 'tier_required', remedies: [gold] };
  expect(await refused(tier)).toContain(`<a href="/studio/sign-in?watch=${id}">Sign in</a>`);
  says.asking = member;
  expect(await refused(tier)).not.toContain('/studio/sign-in');
});

test('what has to be waited for counts down in the viewer’s own time', async () => {
  const at = new Date('2026-05-03T20:00:00Z');
  const html = await refused({ reason: 'rights_not_yet', remedies: [{ kind: 'wait_until', at }], country: 'DE' });
  expect(html).toContain('Not yet available in Germany');
  expect(html).toMatch(
    /You can watch it from <time dateTime="2026-05-03T20:00:00.000Z" data-local="minute">[^<]* UTC</,
  );
  expect(html).toContain('data-countdown="2026-05-03T20:00:00.000Z"');
});

test('a viewer who watches elsewhere gets the player, which asks', async () => {
  if (says.watched) says.watched.decision = refusedFor({ reason: 'taken_over', remedies: [{ kind: 'take_over' }] });
  expect((await site.page(path)).html).toContain(`data-player="${id}"`);
});

test('a frame on another site leads to ours for whatever changes anything', async () => {
  if (says.watched) {
    says.watched.decision = refusedFor({ reason: 'password_required', remedies: [{ kind: 'enter_password' }] });
  }
  const { html } = await site.page(`/embed/${id}`);
  expect(html).toContain(`class="button" href="${path}" target="_blank"`);
  expect(html).not.toContain('<form');
});

describe('the password form', () => {
  const password: Refusal = { reason: 'password_required', remedies: [{ kind: 'enter_password' }] };

  test('opens the video without JavaScript, and only from our own pages', async () => {
    const tried: string[] = [];
    says.unlock = async ({ password: given, videoPublicId }) => {
      tried.push(`${videoPublicId} ${given}`);
      return 'entered-it';
    };
    expect(await refused(password)).toContain(`<form class="password-form" action="${path}/unlock" method="post">`);
    const answer = await site.send(`${path}/unlock`, { password: 'open & say ä' });
    expect([answer.status, answer.headers.get('location'), tried]).toEqual([303, path, [`${id} open & say ä`]]);
    expect(answer.headers.get('set-cookie')).toMatch(/^entered=entered-it; Path=\/; HttpOnly; SameSite=Lax/);
    expect((await site.send(`${path}/unlock`, { password: 'x' }, 'https://evil.test')).status).toBe(403);
    expect(tried).toHaveLength(1);
  });

  test('says that it was not the one, and when there were too many', async () => {
    const fails = (kind: 'forbidden' | 'rate_limited', code: string) => async () => {
      throw new AppError({ kind, code, publicMessage: 'No.' });
    };
    says.unlock = fails('forbidden', 'password_wrong');
    const wrong = await site.send(`${path}/unlock`, { password: 'guess' });
    expect([wrong.status, wrong.headers.get('location')]).toEqual([303, `${path}?password=wrong`]);
    if (says.watched) says.watched.decision = refusedFor(password);
    expect((await site.page(`${path}?password=wrong`)).html).toContain('role="alert">That is not the password.');
    expect((await site.page(path)).html).not.toContain('That is not the password.');
    says.unlock = fails('rate_limited', 'too_many_passwords');
    const many = await site.send(`${path}/unlock`, { password: 'guess' });
    expect([many.status, many.html]).toEqual([429, expect.stringContaining('Too many tries')]);
  });

  test('takes no more than a form', async () => {
    const tried: string[] = [];
    says.unlock = async ({ password: given }) => {
      tried.push(given);
      return 'x';
    };
    await site.send(`${path}/unlock`, { password: 'a'.repeat(5_000) });
    expect(tried).toEqual(['']);
    expect((await site.send('/watch/vid_1/unlock', { password: 'a' })).status).toBe(404);
  });
});

describe('the age form', () => {
  test('remembers what an account says, and leads back', async () => {
    says.asking = member;
    const html = await refused({ reason: 'age_unconfirmed', remedies: [{ kind: 'confirm_age', age: 18 }] });
    expect(html).toMatch(
      /action="[^"]*\/age" method="post"><input type="hidden" name="atLeast" value="18"\/>.*I am 18 or older/,
    );
    const answer = await site.send(`${path}/age`, { atLeast: '18' });
    expect([answer.status, answer.headers.get('location'), says.confirmed]).toEqual([303, path, [['a1', 18]]]);
  });

  test.each(['', '0', '22', '18.5', '18; drop', '-18'])('takes no "%s" for an age', async (atLeast) => {
    says.asking = member;
    await site.send(`${path}/age`, { atLeast });
    expect(says.confirmed).toEqual([]);
  });

  test('asks whoever is not signed in to do that first, and lets no program say it', async () => {
    const { headers } = await site.send(`${path}/age`, { atLeast: '18' });
    expect(headers.get('location')).toBe(`/studio/sign-in?watch=${id}`);
    says.asking = { ...member, token: { tokenId: 't', scopes: ['read'], channelIds: null } } as typeof member;
    await site.send(`${path}/age`, { atLeast: '18' });
    expect(says.confirmed).toEqual([]);
  });
});

test('a list shows what opens a locked video, and nothing that is not there', async () => {
  const price = euro(499);
  says.listed = [
    aListed(1),
    aListed(2, { locked: { reason: 'tier_required', remedies: [{ ...gold, prices: [...gold.prices] }] } }),
    aListed(3, { locked: { reason: 'purchase_required', remedies: [{ kind: 'buy', price, rentalHours: null }] } }),
  ];
  const { html } = await site.page('/');
  expect([...html.matchAll(/Locked: <\/span>([^<]*)</g)].map(([, lock]) => lock)).toEqual(['Gold &lt;3', '€4.99']);
});
