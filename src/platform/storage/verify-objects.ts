import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAppError } from '../errors';
import { createKeyPartitions, type KeyPartitions, partitionCount } from './key-partitions';
import type { ReferencedObject } from './objects';
import type { Storage } from './storage';

export interface ObjectFinding {
  problem: 'missing' | 'wrong_size' | 'wrong_checksum' | 'orphan';
  key: string;
  /** Bytes in storage. */
  sizeBytes: number;
}

export interface Verification {
  referenced: number;
  listed: number;
  missing: number;
  wrongSize: number;
  /** Objects whose bytes were read and compared. */
  checksumsCompared: number;
  wrongChecksum: number;
  orphans: number;
  orphanBytes: number;
  /** Nothing refers to them, and they are too young to be orphans. */
  tooYoungToTell: number;
}

export interface VerifyOptions {
  storage: Storage;
  /** What each room counts on; asked a second time when something is missing. */
  references: readonly (() => AsyncIterable<ReferencedObject>)[];
  /** Lists of keys are put there for the time being. */
  scratchDir: string;
  /** False compares sizes only. */
  compareChecksums: boolean;
  /** Younger objects are no orphans yet: an object is written before anything refers to it. */
  orphanBefore: Date;
  tell(finding: ObjectFinding): void;
}

interface Listed {
  key: string;
  sizeBytes: number;
  writtenAtMs: number;
}

/**
 * Compares what lies in storage with what rooms count on, in memory that does not grow with either. While others go on
 * writing and deleting: missing is what is not there while it is counted on, both asked once more at the end.
 */
export async function verifyObjects(options: VerifyOptions): Promise<Verification> {
  await mkdir(options.scratchDir, { recursive: true });
  const folder = await mkdtemp(join(options.scratchDir, 'verify-'));
  try {
    const listed = await createKeyPartitions<Listed>(join(folder, 'listed'));
    for await (const { key, sizeBytes, writtenAt } of options.storage.list('')) {
      await listed.add({ key, sizeBytes, writtenAtMs: writtenAt.getTime() });
    }
    await listed.finish();
    const referenced = await referencedNow(options, join(folder, 'referenced'));
    const absent = await createKeyPartitions<ReferencedObject>(join(folder, 'absent'));
    const sum = await compare(options, listed, referenced, absent);
    await absent.finish();
    if (sum.missing === 0) return sum;
    const again = await referencedNow(options, join(folder, 'again'));
    return { ...sum, missing: await tellMissing(options, absent, again) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type References = KeyPartitions<ReferencedObject>;

async function referencedNow({ references }: VerifyOptions, directory: string): Promise<References> {
  const referenced = await createKeyPartitions<ReferencedObject>(directory);
  for (const read of references) {
    for await (const reference of read()) await referenced.add(reference);
  }
  await referenced.finish();
  return referenced;
}

/** `missing` counts what was put into `absent`. */
async function compare(
  options: VerifyOptions,
  listed: KeyPartitions<Listed>,
  referenced: References,
  absent: References,
): Promise<Verification> {
  const sum: Verification = {
    referenced: 0,
    listed: 0,
    missing: 0,
    wrongSize: 0,
    checksumsCompared: 0,
    wrongChecksum: 0,
    orphans: 0,
    orphanBytes: 0,
    tooYoungToTell: 0,
  };
  for (let number = 0; number < partitionCount; number++) {
    const unknown = new Map<string, Listed>();
    const known = new Map<string, Listed>();
    for await (const object of listed.read(number)) unknown.set(object.key, object);
    sum.listed += unknown.size;
    for await (const reference of referenced.read(number)) {
      const found = unknown.get(reference.key) ?? known.get(reference.key);
      if (found) known.set(reference.key, found);
      unknown.delete(reference.key);
      sum.referenced++;
      if (await isThere(options, sum, reference, found?.sizeBytes ?? null)) continue;
      sum.missing++;
      await absent.add(reference);
    }
    for (const orphan of unknown.values()) tellOrphan(options, sum, orphan);
  }
  return sum;
}

/** False when it is needed and not there; tells what is wrong with it when it is. */
async function isThere(
  { storage, compareChecksums, tell }: VerifyOptions,
  sum: Verification,
  { key, sizeBytes, sha256, needed }: ReferencedObject,
  listedBytes: number | null,
): Promise<boolean> {
  if (!needed) return true;
  const found = listedBytes ?? (await storage.stat(key))?.sizeBytes ?? null;
  if (found === null) return false;
  if (sizeBytes !== null && sizeBytes !== found) {
    sum.wrongSize++;
    tell({ problem: 'wrong_size', key, sizeBytes: found });
  } else if (sha256 && compareChecksums) {
    const digest = await digestOf(storage, key);
    if (digest === null) return false;
    sum.checksumsCompared++;
    if (digest === sha256) return true;
    sum.wrongChecksum++;
    tell({ problem: 'wrong_checksum', key, sizeBytes: found });
  }
  return true;
}

/** What its room let go meanwhile, as a film that is retired, is missing to nobody. */
async function tellMissing({ storage, tell }: VerifyOptions, absent: References, again: References): Promise<number> {
  let missing = 0;
  for (let number = 0; number < partitionCount; number++) {
    const keys = new Set<string>();
    for await (const { key } of absent.read(number)) keys.add(key);
    for await (const { key, needed } of again.read(number)) {
      if (!needed || !keys.delete(key) || (await storage.stat(key))) continue;
      missing++;
      tell({ problem: 'missing', key, sizeBytes: 0 });
    }
  }
  return missing;
}

function tellOrphan({ orphanBefore, tell }: VerifyOptions, sum: Verification, orphan: Listed): void {
  if (orphan.writtenAtMs >= orphanBefore.getTime()) {
    sum.tooYoungToTell++;
    return;
  }
  sum.orphans++;
  sum.orphanBytes += orphan.sizeBytes;
  tell({ problem: 'orphan', key: orphan.key, sizeBytes: orphan.sizeBytes });
}

/** Null when the object went since it was listed. */
async function digestOf(storage: Storage, key: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of await storage.read(key)) hash.update(chunk);
  } catch (error) {
    if (isAppError(error) && error.code === 'object_missing') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** False when anything that a room needs is not there as it was written. */
export function isWhole({ missing, wrongSize, wrongChecksum }: Verification): boolean {
  return missing + wrongSize + wrongChecksum === 0;
}
