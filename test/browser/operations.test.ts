import { createDatabase, type Database } from '../../src/platform/db';
import { silentLogger } from '../../src/platform/observability';
import { browserSite } from '../support/browser-site';
import { aDeadLetter } from '../support/dead-letters';
import { expectFits } from '../support/page-pictures';
import { openChannelInStudio, signUpInStudio } from '../support/studio';

let db: Database;
afterAll(() => db?.close()); // before its server goes
const site = browserSite();

beforeAll(() => {
  db = createDatabase({ url: site.product.databaseUrl, poolMax: 2, logger: silentLogger, applicationName: 'watching' });
});

async function makeOperator(email: string): Promise<void> {
  await db.reader.raw(
    'insert into identity.operators (account_id, added_at) select id, now() from identity.accounts where email = ?',
    [email],
  );
}

test('staff see what got stuck, replay it and discard it with a reason; for others the page is not there', async () => {
  const { page, complaints } = await site.open({ colorScheme: 'light' });
  const email = await signUpInStudio(page, site.product.url);
  await openChannelInStudio(page, 'Control room');
  expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
  await page.goto(`${site.product.url}/studio/operations`);
  await page.getByText('There is nothing here').waitFor();

  await makeOperator(email);
  await page.goto(`${site.product.url}/studio/operations`);
  await page.getByText('No dead letters').waitFor();
  await page.getByText(/1[78] Jun 2026/).waitFor();
  await page.getByText('Number Resource Organization (nro.net), CC BY 4.0').waitFor();
  await expectFits(page, 'operations-empty', { fullPage: true });
  for (let i = 1; i <= 4; i++) {
    const body = { filling: `plum ${i}`, ovenToken: 'do not show' };
    await aDeadLetter(db, { body, error: `Error: oven ${i} is cold\n    at bake (oven.ts:12)`, requestId: `req-${i}` });
  }
  await page.reload();
  await page.getByText('Error: oven 4 is cold').waitFor();
  await expectFits(page, 'operations', { fullPage: true });

  await page.getByRole('link', { name: 'guests.taste-pie' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('"filling": "plum 4"').waitFor();
  expect(await page.getByText('do not show').count()).toBe(0);
  await page.getByText('req-4').waitFor();
  await expectFits(page, 'dead-letter', { fullPage: true });
  await page.getByRole('button', { name: 'Discard' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('The oven is being repaired');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Discarded').first().waitFor();
  await page.getByText('The oven is being repaired').waitFor();

  await page.getByRole('link', { name: 'All dead letters' }).click();
  await page.getByRole('link', { name: 'guests.taste-pie' }).first().click();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('is on its way again.').waitFor();
  await page.getByRole('link', { name: 'All dead letters' }).click();
  await page.getByRole('button', { name: 'Replay all 2' }).click();
  await page.getByText('No dead letters').waitFor();
  const { rows } = await db.reader.raw<{ rows: unknown[] }>(
    'select 1 from bus.dead_letters where replayed_at is not null',
  );
  expect(rows).toHaveLength(3);
  expect(complaints).toEqual([]);
}, 120_000);

test('staff ask whether somebody could watch, whether they did, and who had set it', async () => {
  const { page, complaints } = await site.open({ colorScheme: 'dark' });
  const email = await signUpInStudio(page, site.product.url, 'Uma Support');
  const handle = await openChannelInStudio(page, 'Harbour');
  const videoId: string = await page.evaluate(async (path) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ title: 'A day at sea' }) });
    return ((await answer.json()) as { id: string }).id;
  }, `/api/v1/channels/${handle}/videos`);
  await makeOperator(email);
  await page.goto(`${site.product.url}/studio/operations`);
  await page.getByRole('link', { name: 'Could they watch?' }).click();
  await page.getByRole('textbox', { name: 'Video' }).fill(`${site.product.url}/watch/${videoId}`);
  await page.getByRole('textbox', { name: 'Account' }).fill('nobody@example.com');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('There is no account with this address or id.').waitFor();
  await page.getByRole('textbox', { name: 'Account' }).fill('');
  await page.getByRole('textbox', { name: 'Country' }).fill('de');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('The video is not published. Publish it.').waitFor();
  await page.getByText('No. They were told that there is no such video.').waitFor();
  await page.getByText('Nobody: nothing had been set about this video or its channel.').waitFor();
  await expectFits(page, 'operations-explain', { fullPage: true });
  await page.getByRole('textbox', { name: 'Account' }).fill(email);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('A place on the team, as owner').waitFor();
  await page.getByText('No playback was granted within a day of it.').waitFor();
  // A refusal of the one account that is not there is what was asked for.
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
}, 120_000);
