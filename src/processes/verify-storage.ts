import { join } from 'node:path';
import { referencedDatabases } from '../modules/geo';
import { isWhole, type ObjectFinding, type Verification, verifyObjects } from '../platform/storage';
import type { Composition } from './compose';

// Longer than any upload's last step or picture takes from its bytes to its row.
const dayMs = 86_400_000;

const words: Record<ObjectFinding['problem'], string> = {
  missing: 'is missing',
  wrong_size: 'has another size than was written',
  wrong_checksum: 'has other bytes than were written',
  orphan: 'belongs to nothing',
};

/** Compares storage with what every room counts on; each finding is printed as it is made. */
export function verifyStorage(
  { config, platform, rooms }: Composition,
  compareChecksums: boolean,
  print: (line: string) => void,
): Promise<Verification> {
  const { storage, clock } = platform;
  const { channels, uploads, media } = rooms;
  return verifyObjects({
    storage,
    references: [
      ...[channels, uploads, media].map((room) => () => room.referencedObjects()),
      () => referencedDatabases(storage),
    ],
    scratchDir: join(config.dataDir, 'scratch'),
    compareChecksums,
    orphanBefore: new Date(clock.now().getTime() - dayMs),
    tell: ({ problem, key, sizeBytes }) => print(`${key} ${words[problem]} (${sizeBytes} bytes)`),
  });
}

export function verdictOf(answer: Verification): 0 | 1 {
  return isWhole(answer) ? 0 : 1;
}
