import { inTurns } from './in-turns';

const until = (instant: number) => {
  while (performance.now() < instant);
};

it('makes each in order, and lets others have their turn in between', async () => {
  const turns: string[] = [];
  setImmediate(() => turns.push('somebody else'));
  const made = await inTurns(['first', 'second'], (name, index) => {
    until(performance.now() + 15);
    turns.push(name);
    return index;
  });
  expect(made).toEqual([0, 1]);
  expect(turns).toEqual(['first', 'somebody else', 'second']);
});

it('ends with what the work throws', async () => {
  const broken = inTurns([1], () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
});
