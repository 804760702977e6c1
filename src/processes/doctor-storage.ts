import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { isAppError } from '../platform/errors';
import { randomToken } from '../platform/ids';
import type { Storage } from '../platform/storage';
import type { Composition } from './compose';
import type { Finding } from './finding';

/** Whether storage can be written, read and cleared, and lets in the browsers that go straight to it. */
export async function examineStorage({ config, platform }: Composition): Promise<Finding[]> {
  const { storage } = platform;
  const where = config.bucket ? `the bucket ${config.bucket.bucket}` : 'local disk';
  const found = [await finding('media can be stored, read and deleted', where, () => tryOut(storage))];
  const { direct } = storage;
  if (!direct) return found;
  const { origin } = new URL(config.publicUrl);
  const access = await finding('browsers may upload to the bucket', origin, async () => {
    const was = await direct.allowBrowsersOf(origin);
    return was === 'added' ? `the bucket let no pages of ${origin} in; a CORS rule was added` : 'ok';
  });
  if (config.delivery.mode !== 'direct') return [...found, access];
  const players = await finding('players on any site may read films from the bucket', 'any site', async () => {
    const was = await direct.allowPlayers();
    return was === 'added' ? 'the bucket let no players of other sites in; a CORS rule was added' : 'ok';
  });
  return [...found, access, players];
}

async function tryOut(storage: Storage): Promise<string> {
  const key = `doctor/${randomToken()}`;
  const bytes = randomBytes(1_024);
  await storage.put(key, bytes, 'application/octet-stream');
  const same = (await buffer(await storage.read(key))).equals(bytes);
  await storage.delete(key);
  if (!same) throw new Error('What was read is not what was written');
  if (await storage.stat(key)) throw new Error('What was deleted is still there');
  return 'ok';
}

async function finding(check: string, where: string, examine: () => Promise<string>): Promise<Finding> {
  try {
    const says = await examine();
    return { check, well: true, says: says === 'ok' ? where : says };
  } catch (error) {
    return { check, well: false, says: `${where}: ${reasonOf(error)}` };
  }
}

// An operator needs the service's own word, such as AccessDenied or NoSuchBucket, beside the sentence for people.
function reasonOf(error: unknown): string {
  const cause = isAppError(error) ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(error);
}
