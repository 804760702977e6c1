import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A million keys are some 16,000 a partition: what is compared at a time fits into little memory. */
export const partitionCount = 64;

/** Things with a key, of any number, on disk in partitions by key: two heaps are compared one partition at a time. */
export async function createKeyPartitions<T extends { key: string }>(directory: string) {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const paths = Array.from({ length: partitionCount }, (_, number) => join(directory, `${number}.jsonl`));
  const files: WriteStream[] = paths.map((path) => createWriteStream(path, { mode: 0o600 }));
  let broken: unknown = null;
  for (const file of files) {
    file.on('error', (error) => {
      broken = error;
    });
  }
  return {
    add: async (thing: T): Promise<void> => {
      if (broken) throw broken;
      const file = files[partitionOf(thing.key)];
      if (file && !file.write(`${JSON.stringify(thing)}\n`)) await once(file, 'drain');
    },
    /** After the last `add`. */
    finish: async (): Promise<void> => {
      await Promise.all(files.map((file) => new Promise<void>((resolve) => file.end(resolve))));
      if (broken) throw broken;
    },
    read: async function* (number: number): AsyncGenerator<T> {
      const lines = createInterface({
        input: createReadStream(paths[number] ?? ''),
        crlfDelay: Number.POSITIVE_INFINITY,
      });
      for await (const line of lines) yield JSON.parse(line) as T;
    },
  };
}

export type KeyPartitions<T extends { key: string }> = Awaited<ReturnType<typeof createKeyPartitions<T>>>;

function partitionOf(key: string): number {
  return createHash('sha1').update(key).digest().readUInt8(0) % partitionCount;
}
