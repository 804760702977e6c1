import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ReferencedObject, Storage } from '../../platform/storage';
import { UnreadableDatabase } from './database';

const prefix = 'geo/';
const keyPattern = /^geo\/\d{8}T\d{9}Z-([0-9a-f]{64})\.mmdb$/;
/** A process may be reading the one before while the next is put. */
const kept = 2;

/** A database that an operator put into storage: its key tells when, so that the greatest is the newest, and its checksum. */
interface StoredDatabase {
  key: string;
  sha256: string;
  sizeBytes: number;
}

/** Puts a database into storage beside the one before; older ones are deleted. Returns its key. */
export async function putDatabase(storage: Storage, bytes: Buffer, at: Date): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `${prefix}${at.toISOString().replace(/[-:.]/g, '')}-${sha256}.mmdb`;
  await storage.put(key, bytes, 'application/octet-stream');
  for (const old of (await newestFirst(storage)).slice(kept)) await storage.delete(old.key);
  return key;
}

/** Null where no operator has put any. */
export async function newestDatabase(storage: Storage): Promise<StoredDatabase | null> {
  return (await newestFirst(storage))[0] ?? null;
}

/** @throws UnreadableDatabase when these are not the bytes that were put; whatever storage throws. */
export async function readDatabase(storage: Storage, { key, sha256 }: StoredDatabase): Promise<Buffer> {
  const bytes = await buffer(await storage.read(key));
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw new UnreadableDatabase('its bytes are not those that were put there');
}

/** Of what lies in storage for this room, only the newest is needed. */
export async function* referencedDatabases(storage: Storage): AsyncGenerator<ReferencedObject> {
  for (const [index, { key, sizeBytes, sha256 }] of (await newestFirst(storage)).entries()) {
    yield { key, sizeBytes, sha256, needed: index === 0 };
  }
}

async function newestFirst(storage: Storage): Promise<StoredDatabase[]> {
  const found: StoredDatabase[] = [];
  for await (const { key, sizeBytes } of storage.list(prefix)) {
    const sha256 = keyPattern.exec(key)?.[1];
    if (sha256) found.push({ key, sha256, sizeBytes });
  }
  return found.sort((a, b) => (a.key < b.key ? 1 : -1));
}
