import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow, type Window, type WindowOptions } from './browser';
import { type Product, type ProductOptions, startProduct } from './product';

/** The built product in one process and a browser at it, for all tests of a file. */
export interface BrowserSite {
  readonly product: Product;
  /** For films to upload. */
  readonly folder: string;
  /** A window as for somebody who has never been here; closed after the test. */
  open(options?: WindowOptions): Promise<Window>;
}

/** Starts both before the tests and stops them afterwards; what the product's environment depends on is started before. */
export function browserSite(environment: () => ProductOptions['env'] = () => ({})): BrowserSite {
  let browser: Browser;
  let product: Product;
  let folder: string;
  let windows: Window[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'showrunner-films-'));
    browser = await launchBrowser();
    product = await startProduct({ mode: 'embedded', env: environment() ?? {} });
  }, 120_000);
  afterEach(async () => {
    await Promise.all(windows.map((window) => window.close()));
    windows = [];
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  return {
    get product() {
      return product;
    },
    get folder() {
      return folder;
    },
    open: async (options) => {
      const window = await openWindow(browser, options);
      windows.push(window);
      return window;
    },
  };
}
