import type { Page } from 'playwright-core';
import type { ChannelRightsView, VideoRightsView } from '../../src/modules/rights/contract';
import type { Window } from '../support/browser';
import { browserSite } from '../support/browser-site';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, signUp, whenSettled } from '../support/creator';
import { namelessOf } from '../support/page-names';
import { expectFits } from '../support/page-pictures';
import { libraryRow, signIn } from '../support/studio';
import type { Visitor } from '../support/visitor';
import { waitFor } from '../support/wait-for';

const site = browserSite();
const longTitle = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const day = 86_400_000;
const inDays = (days: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 + days * day).toISOString();
const everywhere = { except: [] };

let creator: Visitor;
let handle: string;
/** A film that is whole and published, and two drafts. */
let film: string;
let window: Window;
let page: Page;

beforeAll(async () => {
  ({ creator, handle } = await openChannel(site.product.url));
  film = await draftVideo(creator, handle, 'First light over the delta');
  for (const title of ['Notes from the road', longTitle]) await draftVideo(creator, handle, title);
  await creator.upload(film, await makeClip(bFrames30(8)));
  await creator.put(`/videos/${film}/publication`, { visibility: 'public' });
  await whenSettled(creator, film);
}, 180_000);
beforeEach(async () => {
  window = await site.open({ width: 1440, height: 900 });
  page = window.page;
  await signIn(page, creator, site.product.url);
});
afterEach(async () => {
  await setChannel({});
  await setVideo([]);
});

const open = (path: string) => page.goto(`${site.product.url}/studio/@${handle}${path}`);
const panel = (name: string) => page.getByRole('region', { name, exact: true });
const chart = () => page.getByTestId('timeline');
const saved = () => creator.get<ChannelRightsView>(`/channels/${handle}/rights`);
const undo = () => page.getByRole('button', { name: 'Undo' }).last().click();
const setVideo = (windows: object[]) => creator.put(`/videos/${film}/rights`, { windows });
const setChannel = (more: object) => creator.put(`/channels/${handle}/rights`, { windows: [], ...more });

/** As `<input type="datetime-local">` takes it; the browser's zone is this machine's. */
const local = (instant: string) => {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** It fits and everything in it has a name, in every width; a picture of each in both themes. */
async function expectFinished(name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expectFits(page, `rights-${name}`, { fullPage: true });
  expect({ name, nameless: await namelessOf(page) }).toEqual({ name, nameless: [] });
}

test('a window is written with the time line beside it, saved, taken back, and never over somebody else’s', async () => {
  await open('/rights');
  await chart().getByText('Everywhere', { exact: true }).waitFor();
  await expectFinished('channel-empty');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Add window' }).click();
  const editor = page.getByRole('form', { name: 'New window' });
  await editor.getByText('Only in', { exact: true }).click();
  await editor.getByRole('button', { name: 'DACH' }).click();
  await chart().getByText('Everywhere else').waitFor();
  await editor.getByRole('combobox', { name: 'Add a country or region' }).fill('fra');
  await page.getByRole('option', { name: 'France' }).click();
  await chart().getByText('DACH and France').waitFor();
  await editor.getByLabel('Until').fill(local(inDays(-1)));
  await editor.getByLabel('From').fill(local(inDays(1)));
  await editor.getByRole('button', { name: 'Save window' }).click();
  await editor.getByText('The end must lie after the start.').waitFor();
  await editor.getByLabel('Until').fill(local(inDays(20)));
  await editor.getByRole('button', { name: 'Every other country' }).click();
  await editor.getByRole('textbox', { name: 'Words for Every other country' }).fill('We hold no rights where you are.');
  await expectFinished('editor');
  await page.setViewportSize({ width: 1440, height: 900 });
  await editor.getByRole('button', { name: 'Save window' }).click();
  await page.getByText('The window is added.').waitFor();
  expect((await saved()).body.windows).toMatchObject([
    {
      ...{ effect: 'allow', from: inDays(1), until: inDays(20) },
      countries: { only: ['AT', 'CH', 'DE', 'FR'] },
      messageByCountry: { '*': 'We hold no rights where you are.' },
    },
  ]);

  await setChannel({ deviceLimit: 3 });
  await undo();
  await page.getByText('Somebody else changed these rights').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await waitFor('mine to be kept', async () => (await saved()).body.deviceLimit === null);
  await page.getByText('Refuse', { exact: true }).waitFor();
  const letIn = page.getByRole('radio', { name: 'Let in' });
  await letIn.click();
  await waitFor('the choice to show', () => letIn.isChecked());
  await waitFor('the answer for unknown countries', async () => (await saved()).body.unknownCountry === 'allow');
  expect(window.complaints.filter((words) => !words.includes('409'))).toEqual([]);
}, 120_000);

test('a video shows the channel’s windows, its own, and what comes of both, with gaps and overlaps', async () => {
  await setChannel({
    windows: [
      { effect: 'deny', countries: { only: ['US'] }, reason: 'Sold to somebody else', until: inDays(30) },
      { effect: 'allow', countries: everywhere, until: inDays(90) },
    ],
  });
  await setVideo([
    { effect: 'allow', until: inDays(10), countries: everywhere },
    { effect: 'allow', from: inDays(20), until: inDays(60), countries: everywhere },
    { effect: 'allow', from: inDays(50), until: inDays(80), countries: everywhere, reason: longTitle },
  ]);
  await open(`/videos/${film}`);
  const access = panel('Who may watch');
  await access
    .getByText(/^Everywhere until /)
    .first()
    .waitFor();
  await access.getByRole('link', { name: 'Windows and time line' }).click();
  await panel('From the channel')
    .getByText(/^Blocked in the United States until /)
    .waitFor();
  expect(await panel('From the channel').getByRole('button').count()).toBe(0);
  await chart().getByText('Gap', { exact: true }).first().waitFor();
  await chart().getByText('Two windows at once', { exact: true }).waitFor();
  const lane = chart().locator(':scope > ul > li').filter({ hasText: 'United States' });
  expect(await lane.locator('ol').textContent()).toMatch(/^Blocked until .*Allowed from /);
  await expectFinished('video');
  expect(window.complaints).toEqual([]);
}, 120_000);

test('who may watch is changed for many videos at once, with the way back', async () => {
  await open('/videos');
  await page.getByRole('checkbox', { name: 'Select all shown' }).check();
  await page.getByRole('button', { name: 'Rights and access …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rights of 3 videos' });
  await dialog.getByRole('checkbox', { name: 'Change access' }).check();
  await dialog.getByRole('radio', { name: 'Paying viewers' }).check();
  await dialog.getByRole('button', { name: 'Change 3 videos' }).click();
  await dialog.getByText('Tick at least one way in').waitFor();
  await dialog.getByRole('checkbox', { name: 'Renters, for some hours' }).check();
  await dialog.getByLabel('Price to rent').fill('3,99');
  await dialog.getByRole('checkbox', { name: 'Change the minimum age' }).check();
  await dialog.getByLabel('Minimum age', { exact: true }).selectOption('16');
  await expectFinished('bulk');
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: 'Change 3 videos' }).click();
  await page.getByText('3 videos are changed.').waitFor();
  await libraryRow(page, 'First light').getByText('€3.99 for 48 h').waitFor();
  await libraryRow(page, 'First light').getByText('16+').waitFor();
  await expectFinished('library');
  await page.setViewportSize({ width: 1440, height: 900 });
  await creator.put(`/videos/${film}/access`, { kind: 'restricted', ways: [{ kind: 'subscribers' }] });
  await undo();
  await page.getByText(/2 videos are as they were\. 1 was changed again since and stays\./).waitFor();
  await libraryRow(page, 'First light').getByText('Subscribers').waitFor();
  await libraryRow(page, 'Notes').getByText('€3.99 for 48 h').waitFor({ state: 'detached' });

  await open(`/videos/${film}`);
  const access = panel('Who may watch');
  await access.getByRole('radio', { name: 'By invitation' }).check();
  await expectFinished('access');
  await access.getByRole('button', { name: 'Save access' }).click();
  await page.getByText('Access is changed.').waitFor();
  expect((await creator.get<VideoRightsView>(`/videos/${film}/rights`)).body.access).toEqual({
    ...{ kind: 'restricted', ways: [] },
  });
  expect(window.complaints).toEqual([]);
}, 120_000);

test('somebody is let in by hand, taken back, and let in again', async () => {
  const guest = await signUp(site.product.url, 'Guest');
  const { email } = (await guest.get<{ email: string }>('/me')).body;
  await open('/rights/people');
  await page.getByText('Nobody holds anything yet').waitFor();
  await expectFinished('people-empty');
  await page.getByRole('button', { name: 'Give access' }).click();
  const form = panel('Let somebody watch');
  await form.getByLabel('E-mail of their account').fill('nobody@example.com');
  await form.getByRole('button', { name: 'Give', exact: true }).click();
  await form.getByText('Nobody here has this address.').waitFor();
  await form.getByLabel('E-mail of their account').fill(email);
  await form.getByRole('combobox', { name: 'For' }).selectOption('video');
  await form.getByRole('combobox', { name: 'Video' }).fill('delta');
  await page.getByRole('option', { name: /First light/ }).click();
  await form.getByLabel('Note').fill('Press');
  await expectFinished('people-give');
  await form.getByRole('button', { name: 'Give', exact: true }).click();
  const row = page.getByRole('row', { name: /Guest/ });
  await row.getByText('Grant: First light over the delta').waitFor();
  await expectFinished('people');
  const takeBack = row.getByRole('button', { name: /^Take back from Guest/ });
  await takeBack.click();
  await page.getByText('Taken back from Guest.').waitFor();
  await row.waitFor({ state: 'detached' });
  await undo();
  await row.getByText('Press').waitFor();
  await takeBack.waitFor();
  expect(window.complaints.filter((words) => !words.includes('422'))).toEqual([]);
}, 120_000);

test('the simulator says why a cell is a no, and what is probably not meant', async () => {
  await setVideo([
    { effect: 'deny', countries: { only: ['DE'] }, reason: 'Broadcaster’s hold-back', until: inDays(30) },
    { effect: 'allow', countries: everywhere, until: inDays(60) },
  ]);
  await creator.put(`/videos/${film}/access`, {
    kind: 'restricted',
    ways: [{ kind: 'purchase', price: { amountMinor: 399, currency: 'EUR' }, rentalHours: 8_000 }],
  });
  await open('/rights/simulator');
  await panel('Probably not meant').getByRole('link', { name: 'First light over the delta' }).first().waitFor();
  await panel('Who may watch')
    .getByRole('row', { name: /Notes from the road/ })
    .waitFor();
  await expectFinished('simulator-library');
  await page.setViewportSize({ width: 1440, height: 900 });
  await panel('Who may watch').getByRole('link', { name: 'First light over the delta' }).click();
  const cell = page.getByRole('button', { name: /^Bought it, Germany, Now: No/ });
  await cell.focus();
  await page.keyboard.press('Enter');
  const why = page.getByRole('region', { name: /^Bought it, Germany, Now: No/ });
  await why
    .getByText(/Broadcaster’s hold-back/)
    .first()
    .waitFor();
  expect(await cell.getAttribute('aria-expanded')).toBe('true');
  await expectFinished('simulator-video');
  await why.getByRole('button', { name: 'Close the explanation' }).click();
  await why.waitFor({ state: 'detached' });
  expect(window.complaints).toEqual([]);
}, 120_000);

test('a moderator may look at rights, not change them, and is told so', async () => {
  const moderator = await signUp(site.product.url, 'Mod');
  const { email } = (await moderator.get<{ email: string }>('/me')).body;
  await creator.put(`/channels/${handle}/team/${email}`, { role: 'moderator' });
  await setChannel({ windows: [{ effect: 'allow', countries: { only: ['EU', 'GB'] } }] });
  const other = await site.open({ width: 1440, height: 900 });
  page = other.page;
  await signIn(page, moderator, site.product.url);
  await open('/rights');
  await page.getByText('Your role may look at rights but not change them.', { exact: false }).waitFor();
  await page.getByText('In the EU and the United Kingdom').first().waitFor();
  expect(await page.getByRole('button', { name: /window|Edit|Remove/ }).count()).toBe(0);
  await expectFinished('moderator');
  await open('/rights/people');
  await page.getByText('Your role does not see this list').waitFor();
  expect(other.complaints).toEqual([]);
}, 120_000);

test('a publication may ask for a password', async () => {
  await open(`/videos/${film}`);
  const publish = panel('Publish');
  await publish.getByRole('radio', { name: /^Password/ }).check();
  await publish.getByRole('button', { name: 'Update' }).click();
  await publish.getByText('Choose a password.').waitFor();
  await publish.getByLabel('Password', { exact: true }).last().fill('lantern');
  await publish.getByRole('button', { name: 'Update' }).click();
  await publish.getByText('Anybody with the link and the password can open it.').first().waitFor();
  await publish.getByText('Leave it empty to keep the one in force.', { exact: false }).waitFor();
  await creator.put(`/videos/${film}/publication`, { visibility: 'public' });
}, 60_000);
