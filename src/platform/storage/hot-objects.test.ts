import { createHotObjects, type LentObject } from './hot-objects';

const memoryBytes = 400;

/** Objects of 100 bytes, which come when they are let. */
function aShelf() {
  const reads: { key: string; come(): void; fail(): void }[] = [];
  const hot = createHotObjects(
    memoryBytes,
    (key, sizeBytes) =>
      new Promise((resolve, reject) => {
        reads.push({ key, come: () => resolve(Buffer.alloc(sizeBytes)), fail: () => reject(new Error('gone')) });
      }),
  );
  return { hot, reads, ask: (key: string) => hot.lend(key, 100) };
}

async function asSoonAsItComes({ ask, reads }: ReturnType<typeof aShelf>, key: string): Promise<LentObject> {
  ask(key);
  const asked = ask(key);
  reads.at(-1)?.come();
  const lent = await asked;
  if (!lent) throw new Error(`${key} was not lent`);
  return lent;
}

test('what is asked for twice is read once, for all who want it', async () => {
  const { ask, reads } = aShelf();
  expect(ask('a')).toBeNull();
  const [one, other] = [ask('a'), ask('a')];
  reads[0]?.come();
  expect((await one)?.bytes).toBe((await other)?.bytes);
  expect(reads).toHaveLength(1);
});

test('when reading fails, everybody is told, and the next one tries again', async () => {
  const { ask, reads } = aShelf();
  ask('a');
  const all = Promise.allSettled([ask('a'), ask('a')]);
  reads[0]?.fail();
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  ask('a');
  expect(reads).toHaveLength(2);
});

test('no more is on its way in than there is memory', async () => {
  const { ask, reads } = aShelf();
  const keys = ['a', 'b', 'c', 'd', 'e'];
  for (const key of keys.slice(0, 4)) ask(key);
  const coming = keys.slice(0, 4).map(ask);
  ask('e');
  expect(ask('e')).toBeNull();
  for (const { come } of reads) come();
  await Promise.all(coming);
  ask('e');
  expect(ask('e')).not.toBeNull();
});

test('what was crowded out counts until the last one has it, and only until then', async () => {
  const shelf = aShelf();
  for (let round = 0; round < 10; round++) {
    const held: LentObject[] = [];
    for (const name of ['a', 'b', 'c', 'd']) held.push(await asSoonAsItComes(shelf, `${name}${round}`));
    // Four more crowd them out; with as much again held outside, nothing else is taken in.
    for (const name of ['e', 'f', 'g']) held.push(await asSoonAsItComes(shelf, `${name}${round}`));
    const last = await asSoonAsItComes(shelf, `h${round}`);
    shelf.ask(`i${round}`);
    expect(shelf.ask(`i${round}`)).toBeNull();
    for (const { release } of [...held, last]) release();
  }
});
