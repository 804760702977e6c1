import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type ConsoleMessage, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export interface Window {
  page: Page;
  /** Everything the page complained of: console errors, thrown errors, failed requests to our own site. */
  complaints: readonly string[];
  close(): Promise<void>;
}

export interface WindowOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** The system's Chromium; `CHROMIUM_PATH` names another. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || places.find((path) => existsSync(path));
  if (!executablePath) throw new Error('No Chromium was found: install it, or name it in CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: flags });
}

// The studio asks who is there, and "nobody" is an answer that browsers print as an error.
function isAnonymous(message: ConsoleMessage): boolean {
  return message.location().url.endsWith('/api/v1/me') && message.text().includes('status of 401');
}

/** A fresh profile, as for somebody who has never been here. */
export async function openWindow(browser: Browser, options: WindowOptions = {}): Promise<Window> {
  const { width = 1280, height = 800, colorScheme = 'dark' } = options;
  const context: BrowserContext = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnonymous(message))
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    const text = request.failure()?.errorText ?? '';
    // What the page itself gave up, as on leaving it, did not fail.
    if (text !== 'net::ERR_ABORTED') complaints.push(`${request.method()} ${request.url()}: ${text}`);
  });
  return { page, complaints, close: () => context.close() };
}
