import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { demoAccounts } from '../../src/processes/seed-demo';
import { root } from '../tools/paths';
import { CommandFailure, command } from '../tools/run';
import { findTool } from '../tools/system-tools';

const usage =
  'bash bin/commands/launch.sh screenshots URL: the pictures of the README, from a fresh `bin/up` with its demo.';
const folder = join(root, 'docs', 'screenshots');
const size = { width: 1280, height: 800 };
const largestBytes = 300_000;

interface Shot {
  name: string;
  take(page: Page, url: string): Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'home', take: async (page, url) => void (await page.goto(url)) },
  { name: 'watch', take: playSomeSeconds },
  { name: 'studio', take: openLibrary },
];

command(async () => {
  const [url] = process.argv.slice(2);
  if (!url) throw new CommandFailure(usage);
  const executablePath = findTool('chromium');
  if (!executablePath) throw new CommandFailure('Missing: chromium.');
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  try {
    for (const shot of shots) console.log(await photograph(browser, shot, url));
  } finally {
    await browser.close();
  }
  return 0;
});

async function photograph(browser: Browser, { name, take }: Shot, url: string): Promise<string> {
  const context = await browser.newContext({ viewport: size, colorScheme: 'dark' });
  const page = await context.newPage();
  await take(page, url);
  await page.waitForLoadState('networkidle');
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  const { size: bytes } = statSync(path);
  if (bytes > largestBytes)
    throw new CommandFailure(`${path} has ${bytes} bytes; the repository takes ${largestBytes}.`);
  return `${path}: ${Math.round(bytes / 1000)} kB`;
}

async function playSomeSeconds(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Watch' }).click();
  await page.locator('.player-start').click();
  await page.waitForTimeout(5_000);
  await page.locator('.player').hover();
}

async function openLibrary(page: Page, url: string): Promise<void> {
  const { email, password } = demoAccounts.creator;
  await page.goto(`${url}/studio`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Northern lights' }).first().waitFor();
}
