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
}

export interface VerifyOptions {
  storage: Storage;
  /** What each room counts on. */
  references: readonly AsyncIterable<ReferencedObject>[];
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
 * writing: what is deleted meanwhile is looked for once more before it counts as missing.
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
    const referenced = await createKeyPartitions<ReferencedObject>(join(folder, 'referenced'));
    for (const references of options.references) {
      for await (const reference of references) await referenced.add(reference);
    }
    await referenced.finish();
    return await compare(options, listed, referenced);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  options: VerifyOptions,
  listed: KeyPartitions<Listed>,
  referenced: KeyPartitions<ReferencedObject>,
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
      await check(options, sum, reference, found?.sizeBytes ?? null);
    }
    for (const orphan of unknown.values()) tellOrphan(options, sum, orphan);
  }
  return sum;
}

async function check(
  { storage, compareChecksums, tell }: VerifyOptions,
  sum: Verification,
  { key, sizeBytes, sha256, needed }: ReferencedObject,
  listedBytes: number | null,
): Promise<void> {
  if (!needed) return;
  const found = listedBytes ?? (await storage.stat(key))?.sizeBytes ?? null;
  if (found === null) {
    tellMissing();
  } else if (sizeBytes !== null && sizeBytes !== found) {
    sum.wrongSize++;
    tell({ problem: 'wrong_size', key, sizeBytes: found });
  } else if (sha256 && compareChecksums) {
    const digest = await digestOf(storage, key);
    if (digest === null) return tellMissing();
    sum.checksumsCompared++;
    if (digest === sha256) return;
    sum.wrongChecksum++;
    tell({ problem: 'wrong_checksum', key, sizeBytes: found });
  }

  function tellMissing(): void {
    sum.missing++;
    tell({ problem: 'missing', key, sizeBytes: 0 });
  }
}

function tellOrphan({ orphanBefore, tell }: VerifyOptions, sum: Verification, orphan: Listed): void {
  if (orphan.writtenAtMs >= orphanBefore.getTime()) return;
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
