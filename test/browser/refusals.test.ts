import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Refusal, refusalReasons } from '../../src/modules/access';
import { launchBrowser, openWindow, type Window } from '../support/browser';
import {
  aListed,
  neighboursOfPages,
  type PagesNeighbours,
  refusedFor,
  type ServedPages,
  servePages,
} from '../support/factories/pages';
import { expectFits } from '../support/page-pictures';

const path = `/watch/${aListed(1).publicId}`;
let browser: Browser;
let says: PagesNeighbours;
let site: ServedPages;
let window: Window;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
beforeEach(async () => {
  says = neighboursOfPages();
  site = await servePages(says, { built: join(__dirname, '../../dist/site') });
  window = await openWindow(browser, { width: 390, height: 844 });
});
afterEach(async () => {
  await window.close();
  await site.close();
});
afterAll(() => browser.close());

const euro = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const tier = (name: string, amountMinor: number) =>
  ({ kind: 'subscribe', tierId: name, name, prices: [{ ...euro(amountMinor), per: 'month' }] }) as const;
const tomorrow = () => new Date(Date.now() + 86_400_000);

const everything: Refusal[] = [
  { reason: 'not_here', remedies: [], country: 'DE' },
  { reason: 'rights_not_yet', remedies: [{ kind: 'wait_until', at: tomorrow() }], country: 'DE' },
  { reason: 'age_unconfirmed', remedies: [{ kind: 'confirm_age', age: 18 }] },
  { reason: 'password_required', remedies: [{ kind: 'enter_password' }] },
  {
    reason: 'tier_required',
    endedAt: new Date('2026-05-03T20:00:00Z'),
    remedies: [
      tier('Gold', 500),
      tier('Patron of the Donaudampfschifffahrtsgesellschaft', 2_500),
      { kind: 'buy', price: euro(499), rentalHours: null },
      { kind: 'buy', price: euro(299), rentalHours: 48 },
    ],
  },
];

/** Whoever keeps pictures gets one of each; otherwise the longest words will do. */
const looked = process.env.SHOTS_DIR || process.env.SHOWRUNNER_LONG ? refusalReasons : (['country_unknown'] as const);
const looks: [string, Refusal[]][] = [
  ['everything at once', everything],
  ...looked.map((reason): [string, Refusal[]] => [reason, [{ reason, remedies: [], country: 'DE' }]]),
];

test.each(looks)(
  'a page refused for %s fits every width',
  async (name, refusals) => {
    if (says.watched) says.watched.decision = refusedFor(...refusals);
    await window.page.goto(site.url + path);
    await window.page.locator('.refused-title').waitFor();
    await expectFits(window.page, `refused-${name.replaceAll(' ', '-')}`);
  },
  60_000,
);

test('dates are told in the viewer’s own time', async () => {
  const context = await browser.newContext({ timezoneId: 'Asia/Tokyo' });
  const page = await context.newPage();
  const at = new Date(`${new Date().getUTCFullYear() + 1}-05-03T20:00:00Z`);
  const ended = { reason: 'tier_required', remedies: [], endedAt: new Date('2025-12-31T20:00:00Z') } as const;
  if (says.watched) {
    says.watched.decision = refusedFor({ reason: 'not_yet', remedies: [{ kind: 'wait_until', at }] }, ended);
  }
  await page.goto(site.url + path);
  await page.getByText(/4 May \d{4} at 05:00 GMT\+9/).waitFor();
  await page.getByText('Your subscription ended on 1 January 2026.').waitFor();
  await context.close();
}, 60_000);

test('a video that opens while somebody waits opens by itself', async () => {
  if (!says.watched) throw new Error('nothing to watch');
  const open = says.watched.decision;
  const at = new Date(Date.now() + 3_000);
  says.watched.decision = refusedFor({ reason: 'not_yet', remedies: [{ kind: 'wait_until', at }] });
  await window.page.goto(site.url + path);
  await window.page.getByText('It opens on').waitFor();
  says.watched.decision = open;
  await window.page.locator('.player-start').waitFor({ timeout: 60_000 });
}, 90_000);
