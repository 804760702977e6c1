import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { browserSite } from '../support/browser-site';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, signUp, whenSettled } from '../support/creator';
import { overflowOf, shiftsOf, watchShifts } from '../support/page-layout';
import { expectFits, heightOf, photograph, widths } from '../support/page-pictures';
import { signIn, tray, trayItem } from '../support/studio';
import type { Visitor } from '../support/visitor';

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** Who lives here: a channel for each state of a library. */
interface World {
  creator: Visitor;
  many: string;
  one: string;
  empty: string;
  film: string;
  soon: string;
  failed: string;
}

const site = browserSite();
let world: World;

beforeAll(async () => {
  world = await settle();
}, 180_000);

async function settle(): Promise<World> {
  const { creator, handle: many } = await openChannel(site.product.url);
  const [one, empty] = [`${many}-one`, `${many}-empty`];
  for (const handle of [one, empty]) await creator.post('/channels', { handle, name: 'A quiet channel' });
  const clip = await makeClip(bFrames30(8));
  const letter = join(site.folder, 'letter.mp4');
  await writeFile(letter, 'This is no film.\n'.repeat(50));
  const filled = async (handle: string, title: string, path: string) => {
    const id = await draftVideo(creator, handle, title);
    await creator.upload(id, path);
    return id;
  };
  const film = await filled(many, 'First light over the delta', clip);
  const soon = await filled(many, 'Friday premiere', clip);
  const failed = await filled(many, 'A letter in a film’s clothes', letter);
  await filled(many, longWord, clip).then((id) => creator.put(`/videos/${id}/publication`, { visibility: 'public' }));
  await filled(one, 'The only one', clip).then((id) =>
    creator.put(`/videos/${id}/publication`, { visibility: 'unlisted' }),
  );
  for (let i = 1; i <= 12; i++) await draftVideo(creator, many, `Notes from the road, part ${i}`);
  await creator.patch(`/videos/${film}`, {
    description: `A walk along the river before anybody is up.\n\nMusic: none. ${longWord}`,
    tags: ['river', 'morning', 'slow'],
  });
  await creator.put(`/videos/${film}/publication`, { visibility: 'public' });
  await creator.put(`/videos/${soon}/publication`, {
    visibility: 'public',
    startsAt: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });
  await Promise.all([film, soon, failed].map((id) => whenSettled(creator, id)));
  return { creator, many, one, empty, film, soon, failed };
}

interface Look {
  name: string;
  path: () => string;
  /** What is there when the page is complete. */
  shows: (page: Page) => Promise<unknown>;
  by: 'nobody' | 'creator' | 'somebody new';
}

const text = (words: string | RegExp) => (page: Page) =>
  page.getByText(words).filter({ visible: true }).first().waitFor();

const looks: Look[] = [
  { name: 'home', path: () => '/', shows: text('First light over the delta'), by: 'nobody' },
  { name: 'channel', path: () => `/@${world.many}`, shows: text('First light over the delta'), by: 'nobody' },
  {
    name: 'channel-empty',
    path: () => `/@${world.empty}`,
    shows: text('The first video is still to come'),
    by: 'nobody',
  },
  {
    name: 'watch',
    path: () => `/watch/${world.film}`,
    shows: (page) => page.locator('.player-start').waitFor(),
    by: 'nobody',
  },
  { name: 'refusal', path: () => `/watch/${world.soon}`, shows: text('Opens soon'), by: 'nobody' },
  { name: 'not-found', path: () => '/no/such/page', shows: text('There is nothing here'), by: 'nobody' },
  { name: 'sign-up', path: () => '/studio/sign-up', shows: text('Make your account'), by: 'nobody' },
  { name: 'sign-in', path: () => '/studio/sign-in', shows: text('Forgot your password?'), by: 'nobody' },
  { name: 'open-channel', path: () => '/studio', shows: text('Open your channel'), by: 'somebody new' },
  {
    name: 'library-empty',
    path: () => `/studio/@${world.empty}/videos`,
    shows: text('Drop your first film here'),
    by: 'creator',
  },
  { name: 'library-one', path: () => `/studio/@${world.one}/videos`, shows: text('The only one'), by: 'creator' },
  {
    name: 'library-many',
    path: () => `/studio/@${world.many}/videos`,
    shows: text('Notes from the road, part 9'),
    by: 'creator',
  },
  {
    name: 'video',
    path: () => `/studio/@${world.many}/videos/${world.film}`,
    shows: text('Who may watch'),
    by: 'creator',
  },
  {
    name: 'video-failed',
    path: () => `/studio/@${world.many}/videos/${world.failed}`,
    shows: text('Your title'),
    by: 'creator',
  },
  { name: 'trash', path: () => `/studio/@${world.many}/trash`, shows: text('The trash is empty'), by: 'creator' },
  { name: 'settings', path: () => `/studio/@${world.many}/settings`, shows: text('Description'), by: 'creator' },
  { name: 'team', path: () => `/studio/@${world.many}/settings/team`, shows: text('Add somebody'), by: 'creator' },
  { name: 'account', path: () => '/studio/account', shows: text('Where you are signed in'), by: 'creator' },
];

test.each(looks.map((look): [string, Look] => [look.name, look]))(
  'the page %s fits every width, does not jump, and does not complain',
  async (name, { path, shows, by }) => {
    const { page, complaints } = await site.open({ width: 390, height: 844 });
    if (by !== 'nobody')
      await signIn(
        page,
        by === 'creator' ? world.creator : await signUp(site.product.url, 'Newcomer'),
        site.product.url,
      );
    await watchShifts(page);
    await page.goto(site.product.url + path());
    await shows(page);
    await page.waitForLoadState('networkidle');
    expect(await shiftsOf(page)).toBeLessThan(0.1);
    await expectFits(page, name);
    expect(complaints.filter((words) => !words.endsWith(page.url()))).toEqual([]); // a refusal answers 403, nothing 404
  },
  60_000,
);

test('the tray fits beside everything and keeps its buttons in reach, however long a title is', async () => {
  const titles = ['From another visit', 'A very long title that goes on and on until nobody reads it any more'];
  for (const title of titles) {
    const id = await draftVideo(world.creator, world.one, title);
    await world.creator.startUpload(id, `${title}.mp4`, 5_000_000);
  }
  const { page, complaints } = await site.open({ width: 390, height: 844 });
  await signIn(page, world.creator, site.product.url);
  await page.goto(`${site.product.url}/studio/@${world.one}/videos`);
  await page.getByText('Choose From another visit.mp4 again to go on.').waitFor();
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightOf(width) });
    expect({ width, overflow: await overflowOf(page) }).toEqual({ width, overflow: null });
    for (const title of titles) {
      const [button, box] = [trayItem(page, title).getByRole('button', { name: `Cancel: ${title}` }), tray(page)];
      expect(await rightOf(button)).toBeLessThanOrEqual(await rightOf(box));
    }
    await photograph(page, `tray-${width}`);
  }
  expect(complaints).toEqual([]);
}, 60_000);

async function rightOf(element: Locator): Promise<number> {
  const { x = 0, width = 0 } = (await element.boundingBox()) ?? {};
  return x + width;
}
