import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/platform/config';
import type { Route } from '../../src/platform/http';
import { createLogger } from '../../src/platform/observability';
import { type Composition, compose } from '../../src/processes/compose';
import { everyRoute } from '../../src/processes/every-route';
import { startRoles } from '../../src/processes/roles';
import { createTestDatabase } from './database';
import { freePort } from './ports';
import { waitFor } from './wait-for';

/** Values that must never be seen from outside. */
export const canaries = {
  SHOWRUNNER_SECRET: 'canary-secret-that-must-stay-inside-0001',
  METRICS_TOKEN: 'canary-metrics-token-0002',
};

/** The whole product inside this process, on the embedded default: its rooms can be looked into. */
export interface Site {
  url: string;
  composition: Composition;
  routes: readonly Route[];
  /** Every line logged so far. */
  logged: readonly string[];
  /** The newest mail to an address; waits for it. */
  mailTo(address: string, subject: RegExp): Promise<string>;
  close(): Promise<void>;
}

/** One hop is trusted, so that a test can be many clients: `x-forwarded-for: 192.0.2.1`. */
export async function startSite(change: (config: Config) => Config = (config) => config): Promise<Site> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-site-'));
  const port = await freePort();
  const logged: string[] = [];
  const { config, secrets } = loadConfig('everything', {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    SHOWRUNNER_DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    TRUSTED_PROXY_HOPS: '1',
    SHED_ABOVE_MS: '60000', // a busy machine that runs tests is late for reasons of its own
    ...canaries,
  });
  const logger = createLogger({
    process: 'test',
    level: 'info',
    destination: { write: (line) => void logged.push(line) },
  });
  const composition = compose({ config: change(config), secrets }, logger);
  await startRoles(['web', 'worker', 'billing'], composition);
  return {
    url: `http://localhost:${port}`,
    composition,
    routes: everyRoute(composition).routes,
    logged,
    mailTo: (address, subject) =>
      waitFor(`a mail to ${address} about ${subject}`, async () => {
        const mails = await composition.platform.mailer.recent();
        return mails.find((mail) => mail.to === address && subject.test(mail.subject))?.text;
      }),
    close: async () => {
      await composition.closers.closeAll();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
