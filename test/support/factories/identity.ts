import { createIdentity } from '../../../src/modules/identity';
import { identityConsumers } from '../../../src/modules/identity/consumers';
import type { SignUpBody } from '../../../src/modules/identity/contract';
import { sendMail } from '../../../src/modules/identity/jobs/send-mail';
import type { Delivery, PerformingConsumer } from '../../../src/platform/bus';
import type { Cache } from '../../../src/platform/cache';
import type { Clock } from '../../../src/platform/clock';
import { Secret } from '../../../src/platform/config';
import type { Database } from '../../../src/platform/db';
import { silentLogger } from '../../../src/platform/observability';
import { createTestClock } from '../clock';
import { createTestDatabase } from '../database';
import { createRecordingMailer } from '../mailer';
import { createRecordingOutbox } from '../outbox';

export const atHome = { ip: '203.0.113.7', userAgent: 'Firefox at home' };
export const password = 'correct horse battery staple';

/** The room on a database of its own, with a clock to turn and mails to read. */
export async function createTestIdentity() {
  const { db, url, close } = await createTestDatabase();
  const clock = createTestClock();
  const outbox = createRecordingOutbox();
  const mailer = createRecordingMailer();
  const cache = createClockedCache(clock);
  const secrets = { identityKey: new Secret('a key for tests') };
  const publicUrl = 'https://showrunner.example';
  const shared = { db, clock, outbox, cache, publicUrl, logger: silentLogger };
  const identity = createIdentity({ ...shared, secrets });
  const [mailing] = identityConsumers(identity, mailer) as [PerformingConsumer<unknown>];
  let delivered = 0;

  return {
    identity,
    db,
    url,
    clock,
    outbox,
    mailer,
    close,
    /** The room after SHOWRUNNER_SECRET changed, with the one before or without. */
    rotated: (withPrevious: boolean) => {
      const previousIdentityKey = withPrevious ? secrets.identityKey : null;
      return createIdentity({ ...shared, secrets: { identityKey: new Secret('the next key'), previousIdentityKey } });
    },
    /** Does the mail orders that nobody did yet. */
    deliverMails: async () => {
      const orders = outbox.of(sendMail);
      for (; delivered < orders.length; delivered++)
        await mailing.perform(orders[delivered], deliveryOf(delivered, clock));
    },
    /** Does the newest mail order again, as after a crash between sending and noting it. */
    deliverLastMailAgain: () => mailing.perform(outbox.of(sendMail)[delivered - 1], deliveryOf(delivered - 1, clock)),
    /** The secret in the newest mail to an address. */
    linkMailedTo: (email: string) => /\?token=([\w-]+)/.exec(mailer.lastTo(email).text)?.[1] ?? '',
    signUp: (name: string, more: Partial<SignUpBody> = {}, visitor = atHome) =>
      identity.signUp({ email: emailOf(name), password, displayName: name, ...more }, visitor),
    signIn: (name: string, given = password, visitor = atHome, replaced: string | null = null) =>
      identity.signIn({ email: emailOf(name), password: given }, visitor, replaced),
    sql: (text: string, bindings: readonly (string | Date)[] = []) => rowsOf(db, text, bindings),
  };
}

export type TestIdentity = Awaited<ReturnType<typeof createTestIdentity>>;

export function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.com`;
}

function deliveryOf(index: number, clock: Clock): Delivery {
  return { messageId: `message-${index}`, attempt: 1, publishedAt: clock.now() };
}

async function rowsOf(
  db: Database,
  text: string,
  bindings: readonly (string | Date)[],
): Promise<Record<string, unknown>[]> {
  const { rows } = await db.reader.raw<{ rows: Record<string, unknown>[] }>(text, [...bindings]);
  return rows;
}

/** Counts limits in windows of the test's clock. */
function createClockedCache(clock: Clock): Cache {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    get: async () => null,
    set: async () => undefined,
    delete: async () => undefined,
    broadcast: async () => undefined,
    listen: () => () => undefined,
    ping: async () => undefined,
    close: async () => undefined,
    consume: async ({ name, points, perSeconds }, key) => {
      const now = clock.now().getTime();
      const open = windows.get(`${name} ${key}`);
      const window = open && open.endsAt > now ? open : { endsAt: now + perSeconds * 1_000, used: 0 };
      window.used++;
      windows.set(`${name} ${key}`, window);
      const allowed = window.used <= points;
      return { allowed, retryAfterSeconds: allowed ? 0 : Math.ceil((window.endsAt - now) / 1_000) };
    },
  };
}
