import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { InspectableMailer, SentMail } from './mailer';

const kept = 100;

interface StoredMail {
  path: string;
  mail: SentMail;
}

/** One file a mail, so that several processes can write and read without meeting; the oldest are taken away. */
export function createFolderMailer(dataDir: string, clock: Clock): InspectableMailer {
  const folder = join(dataDir, 'mails');
  return {
    send: async (mail) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = fileOf(folder, mail.key);
      const draft = `${path}.${randomUUID()}`;
      await writeFile(draft, JSON.stringify({ ...mail, sentAt: clock.now() }), { mode: 0o600 });
      await rename(draft, path);
      const old = (await readNewestFirst(folder)).slice(kept);
      await Promise.all(old.map((stored) => rm(stored.path, { force: true })));
    },
    recent: async () => (await readNewestFirst(folder)).slice(0, kept).map(({ mail }) => mail),
    close: () => undefined,
  };
}

// The same key is the same file, as it is the same Message-ID.
function fileOf(folder: string, key: string): string {
  return join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.json`);
}

async function readNewestFirst(folder: string): Promise<StoredMail[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const stored = await Promise.all(names.map((name) => readMail(join(folder, name))));
  return stored.filter((one) => one !== null).sort((a, b) => b.mail.sentAt.getTime() - a.mail.sentAt.getTime());
}

async function readMail(path: string): Promise<StoredMail | null> {
  try {
    const mail = JSON.parse(await readFile(path, 'utf8')) as SentMail;
    return { path, mail: { ...mail, sentAt: new Date(mail.sentAt) } };
  } catch {
    return null; // taken away by another process in between
  }
}
