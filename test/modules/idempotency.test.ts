import { createIdempotencyStore, trimIdempotencyKeys } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { createTestDatabase, type TestDatabase } from '../support/database';

let test: TestDatabase;
const accountId = newId();
let keys = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  await test.db.transaction((tx) => tx.raw('create table public.things (name text not null)'));
});
afterAll(() => test.close());

const requestFor = (name: string) => ({ accountId, key: `key-${keys++}`, path: 'POST /things', body: { name } });
const make = (name: string) => test.db.transaction(async (tx) => void (await tx('public.things').insert({ name })));
const count = async (name: string) => (await test.db.reader('public.things').where({ name })).length;
const answer = { status: 201, body: { made: true } };
const made = (name: string) => make(name).then(() => answer);

function age(key: string, interval: string): Promise<unknown> {
  return test.db.transaction((tx) =>
    tx.raw('update http.idempotency_keys set created_at = now() - ?::interval where key = ?', [interval, key]),
  );
}

describe('a key whose request broke', () => {
  it('after its effect was committed does not repeat the effect, and says so', async () => {
    const store = createIdempotencyStore(test.db);
    const request = requestFor('committed');
    const broken = store.once(request, async () => {
      await make('committed');
      throw new Error('the pool was busy while the answer was put together');
    });
    await expect(broken).rejects.toThrow('the pool was busy');
    const again = () => store.once(request, () => made('committed'));
    await expect(again()).rejects.toMatchObject({ code: 'idempotency_in_progress' });
    await age(request.key, '10 min');
    await expect(again()).rejects.toMatchObject({ code: 'idempotency_answer_lost' });
    expect(await count('committed')).toBe(1);
  });

  it('before any effect can be used again at once', async () => {
    const store = createIdempotencyStore(test.db);
    const request = requestFor('later');
    await expect(store.once(request, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect(await store.once(request, () => made('later'))).toEqual(answer);
    expect(await count('later')).toBe(1);
  });

  it('because its process died is free after two minutes, and the dead one can then no longer commit', async () => {
    const store = createIdempotencyStore(test.db);
    const request = requestFor('slow');
    let goOn: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = store.once(request, async () => {
      await asleep;
      await make('slow');
      return answer;
    });
    await expect(store.once(request, async () => answer)).rejects.toMatchObject({ code: 'idempotency_in_progress' });
    await age(request.key, '3 min');
    expect(await store.once(request, () => made('slow'))).toEqual(answer);
    goOn();
    await expect(first).rejects.toThrow(/claim .* was lost/);
    expect(await count('slow')).toBe(1);
  });
});

it('keys are forgotten after a day', async () => {
  const store = createIdempotencyStore(test.db);
  const request = requestFor('old');
  await store.once(request, async () => answer);
  await age(request.key, '25 h');
  await trimIdempotencyKeys(test).run();
  expect(await test.db.reader('http.idempotency_keys').where({ key: request.key })).toEqual([]);
});
