import { createBreaker } from './breaker';
import { createLimit } from './limit';
import { pause, withTimeout } from './timeout';

test('a limit lets in so many and the others in the order they came', async () => {
  const limit = createLimit(2);
  const order: number[] = [];
  let [inside, most] = [0, 0];
  await Promise.all(
    [1, 2, 3, 4, 5].map((number) =>
      limit(async () => {
        most = Math.max(most, ++inside);
        order.push(number);
        await pause(5);
        inside--;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('work that fails frees its place', async () => {
  const limit = createLimit(1);
  await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await limit(async () => 'next')).toBe('next');
});

test('a full queue refuses at once, and has room again when somebody is done', async () => {
  const limit = createLimit(1, { mayWait: 1, refusal: () => new Error('full') });
  let begun = 0;
  const work = () => limit(() => pause(5).then(() => ++begun));
  const outcomes = await Promise.allSettled([work(), work(), work()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(begun).toBe(2);
  expect(await work()).toBe(3);
});

test('a wait ends with the name of what took too long', async () => {
  await expect(withTimeout('The kettle', 10, new Promise(() => undefined))).rejects.toThrow(
    'The kettle took longer than 10 ms',
  );
  expect(await withTimeout('The kettle', 1_000, Promise.resolve('tea'))).toBe('tea');
});

test('a breaker rests after failures in a row, then lets one try decide', async () => {
  const breaker = createBreaker({ failures: 2, restMs: 30 });
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  expect(breaker.allows()).toBe(true);
  breaker.failed();
  expect(breaker.allows()).toBe(false);
  await pause(40);
  expect([breaker.allows(), breaker.allows()]).toEqual([true, false]);
  breaker.succeeded();
  expect(breaker.allows()).toBe(true);
});
