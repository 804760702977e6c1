import { createHttpServer, type HttpServer } from '../../src/platform/http';
import { createHealth, createMetrics, silentLogger } from '../../src/platform/observability';
import { createAuthorize } from '../../src/processes/authorize';
import { deadLetterRoutes } from '../../src/processes/dead-letter-routes';
import { aDeadLetter, openDeadLetters } from '../support/dead-letters';
import { createTestIdentity, type TestIdentity } from '../support/factories/identity';

const countries = {
  source: 'Countries of the world',
  builtAt: '2026-06-17T00:00:00.000Z',
  from: 'storage',
  attribution: 'Made by Uma',
  problem: null,
};
const geo = { data: () => ({ ...countries, from: 'storage' as const, builtAt: new Date(countries.builtAt) }) };

let test: TestIdentity;
let server: HttpServer;
let base: string;
let operator: string;
let stranger: string;

beforeAll(async () => {
  test = await createTestIdentity();
  const { identity, db } = test;
  server = createHttpServer({
    routes: deadLetterRoutes({ db, geo }),
    authenticate: (credentials) => identity.authenticate(credentials),
    authorize: createAuthorize({ identity, channels: { roleOf: async () => null } }),
    cache: { consume: async () => ({ allowed: true, retryAfterSeconds: 0 }) } as never,
    idempotency: { once: (_, create) => create() },
    logger: silentLogger,
    metrics: createMetrics('test', false),
    health: createHealth(),
    production: false,
    publicUrl: 'http://localhost',
    trustedProxyHops: 0,
  });
  base = `http://127.0.0.1:${await server.listen(0)}/api/v1/operations`;
  operator = await signedIn('Uma');
  stranger = await signedIn('Sam');
  await identity.addOperator('uma@example.com');
});
afterAll(async () => {
  await server.close(100);
  await test.close();
});
beforeEach(() => test.sql('truncate bus.dead_letters, bus.outbox, bus.deliveries, bus.watched, bus.inbox'));

async function signedIn(name: string): Promise<string> {
  return (await test.signUp(name)).session.token;
}

async function ask(path: string, body?: unknown, session: string | null = operator) {
  const answer = await fetch(base + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      origin: 'http://localhost',
      ...(session ? { cookie: `session=${session}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const openIds = async () => (await openDeadLetters(test.db)).map(({ id }) => id);

it.each([
  ['GET', '/figures', undefined],
  ['GET', '/dead-letters', undefined],
  ['GET', '/dead-letters/1', undefined],
  ['POST', '/dead-letters/1/replay', {}],
  ['POST', '/dead-letters/1/discard', { reason: 'no' }],
  ['POST', '/dead-letters/replay', {}],
])('%s %s: whoever is not staff finds nothing, and whoever is nobody is asked to sign in', async (_, path, body) => {
  await aDeadLetter(test.db);
  expect([(await ask(path, body, stranger)).status, (await ask(path, body, null)).status]).toEqual([404, 401]);
  expect(await openIds()).toHaveLength(1);
});

it('dead letters are listed page by page, the newest first, and by consumer', async () => {
  for (let i = 1; i <= 5; i++) await aDeadLetter(test.db, { error: `Error: ${i}`, requestId: `req-${i}` });
  await aDeadLetter(test.db, { consumer: 'critic.judge-pie', error: 'Error: 6' });
  const errors = (answer: { body: { items: { error: string }[] } }) => answer.body.items.map(({ error }) => error);
  const first = await ask('/dead-letters?limit=4');
  expect(errors(first)).toEqual(['Error: 6', 'Error: 5', 'Error: 4', 'Error: 3']);
  const second = await ask(`/dead-letters?limit=4&cursor=${first.body.nextCursor}`);
  expect([errors(second), second.body.nextCursor]).toEqual([['Error: 2', 'Error: 1'], null]);
  expect(errors(await ask('/dead-letters?consumer=critic.judge-pie'))).toEqual(['Error: 6']);
  expect(first.body.items[1]).toMatchObject({ consumer: 'guests.taste-pie', attempts: 8, requestId: 'req-5' });
  expect((await ask('/dead-letters?cursor=nonsense')).body.code).toBe('invalid_cursor');
  expect((await ask('/figures')).body).toMatchObject({
    deadLetters: 6,
    countries,
    deadLettersByConsumer: [
      { consumer: 'critic.judge-pie', deadLetters: 1 },
      { consumer: 'guests.taste-pie', deadLetters: 5 },
    ],
  });
});

it('one letter is shown whole, without what is secret', async () => {
  const messageId = await aDeadLetter(test.db, { body: { filling: 'plum', ovenToken: 'hot' }, requestId: 'req-7' });
  const [id] = await openIds();
  expect(await ask(`/dead-letters/${id}`)).toMatchObject({
    status: 200,
    body: {
      messageId,
      topic: 'kitchen.pie-baked',
      requestId: 'req-7',
      body: { filling: 'plum', ovenToken: '[hidden]' },
    },
  });
  expect((await ask('/dead-letters/999')).body.code).toBe('dead_letter_not_found');
  expect((await ask('/dead-letters/1; drop table')).status).toBe(404);
});

it('a replay sends it to its consumer again, and can be asked for once', async () => {
  await aDeadLetter(test.db);
  const [id] = await openIds();
  const answer = await ask(`/dead-letters/${id}/replay`, {});
  expect([answer.status, answer.body.replayedAt]).toEqual([200, expect.any(String)]);
  expect(await test.sql('select consumer from bus.deliveries where done_at is null')).toEqual([
    { consumer: 'guests.taste-pie' },
  ]);
  expect((await ask(`/dead-letters/${id}/replay`, {})).body.code).toBe('dead_letter_settled');
  expect((await ask('/dead-letters?settled=true')).body.items).toHaveLength(1);
});

it('a discard needs a reason, and keeps it', async () => {
  await aDeadLetter(test.db);
  const [id] = await openIds();
  expect((await ask(`/dead-letters/${id}/discard`, { reason: ' ' })).status).toBe(422);
  expect((await ask(`/dead-letters/${id}/discard`, { reason: 'Bob eats no liver' })).body).toMatchObject({
    discardReason: 'Bob eats no liver',
  });
  expect(await openIds()).toEqual([]);
});

it('all letters of a consumer, or all there are, are replayed in one go; those nobody takes stay', async () => {
  for (let i = 0; i < 3; i++) await aDeadLetter(test.db);
  for (let i = 0; i < 2; i++) await aDeadLetter(test.db, { consumer: 'critic.judge-pie' });
  await aDeadLetter(test.db, { consumer: 'gone.long-ago' });
  await test.sql("delete from bus.subscriptions where consumer = 'gone.long-ago'");
  expect((await ask('/dead-letters/replay', { consumer: 'guests.taste-pie' })).body).toEqual({ replayed: 3 });
  expect((await ask('/dead-letters/replay', {})).body).toEqual({ replayed: 2 });
  const left = await openIds();
  expect(left).toHaveLength(1);
  expect((await ask(`/dead-letters/${left[0]}/replay`, {})).body.code).toBe('dead_letter_unwanted');
});
