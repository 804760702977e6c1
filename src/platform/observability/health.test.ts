import { stat } from 'node:fs/promises';
import { createHealth } from './health';

function aHealth(goodForMs?: number) {
  const health = createHealth();
  const part = { asked: 0, well: true };
  health.register({
    name: 'part',
    required: true,
    ...(goodForMs === undefined ? {} : { goodForMs }),
    check: async () => {
      part.asked++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!part.well) throw new Error('away');
    },
  });
  return { health, part };
}

test('those who ask at the same time share one answer, and the next who asks gets a new one', async () => {
  const { health, part } = aHealth();
  const reports = await Promise.all(Array.from({ length: 10 }, () => health.report()));
  expect(reports.map(({ ready }) => ready)).toEqual(Array(10).fill(true));
  expect(part.asked).toBe(1);
  part.well = false;
  expect(await health.report()).toEqual({ ready: false, parts: { part: 'failing' } });
});

test('a good answer is good for as long as its part says; a bad one is never kept', async () => {
  const { health, part } = aHealth(3_600_000);
  part.well = false;
  expect((await health.report()).ready).toBe(false);
  part.well = true;
  expect((await health.report()).ready).toBe(true);
  part.well = false;
  expect((await health.report()).ready).toBe(true);
  expect(part.asked).toBe(2);
});

test('a part that answered while this process was blocked is well', async () => {
  const health = createHealth();
  health.register({ name: 'part', required: true, check: async () => void (await stat(__filename)) });
  await new Promise((resolve) => setImmediate(resolve)); // to where timers come next, and only then answers
  const report = health.report();
  const until = performance.now() + 2_200;
  while (performance.now() < until);
  expect(await report).toEqual({ ready: true, parts: { part: 'ok' } });
});
