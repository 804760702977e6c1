import { openChannel, signUp } from '../support/creator';
import { type Site, startSite } from '../support/site';
import type { Answer, Visitor } from '../support/visitor';

let site: Site;
let creator: Visitor;
let handle: string;
let keys = 0;

beforeAll(async () => {
  site = await startSite();
  ({ creator, handle } = await openChannel(site.url));
}, 60_000);
afterAll(() => site?.close());

const newKey = () => `key-${keys++}`;
const under = (key: string) => ({ headers: { 'idempotency-key': key } });
const draft = (title: string, key: string, by = creator) =>
  by.post(`/channels/${handle}/videos`, { title }, under(key));

async function titlesInLibrary(): Promise<string[]> {
  const { body } = await creator.get<{ items: { title: string }[] }>(`/channels/${handle}/videos?limit=100`);
  return body.items.map(({ title }) => title);
}

const told = ({ status, body, headers }: Answer) => ({ status, body, etag: headers.get('etag') });

describe('an Idempotency-Key', () => {
  it('sent twice opens one channel, and both answers are the same', async () => {
    const owner = await signUp(site.url, 'Twice');
    const key = newKey();
    const open = () => owner.post('/channels', { handle: 'only-once', name: 'Only once' }, under(key));
    const first = await open();
    expect(first.status).toBe(201);
    expect(told(await open())).toEqual(told(first));
    expect((await owner.get<{ items: unknown[] }>('/me/channels')).body.items).toHaveLength(1);
    const without = await owner.post('/channels', { handle: 'only-once', name: 'Only once' });
    expect(without.status).toBe(409);
  });

  it('that comes back with another body is refused, and nothing is made', async () => {
    const key = newKey();
    expect((await draft('The first', key)).status).toBe(201);
    expect(await draft('The second', key)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await titlesInLibrary()).not.toContain('The second');
  });

  it('of several requests in flight lets one create', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 6 }, () => draft('Six at once', key)));
    const made = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status, body }) => status === 409 && body.code === 'idempotency_in_progress');
    expect(made.length).toBeGreaterThan(0);
    expect(made.length + waiting.length).toBe(6);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect((await titlesInLibrary()).filter((title) => title === 'Six at once')).toHaveLength(1);
    expect((await draft('Six at once', key)).body.id).toBe(made[0]?.body.id);
  });

  it('whose request failed can be used again', async () => {
    const owner = await signUp(site.url, 'Again');
    const key = newKey();
    const taken = await owner.post('/channels', { handle, name: 'Mine' }, under(key));
    expect(taken.status).toBe(409);
    expect((await owner.post('/channels', { handle: 'still-free', name: 'Mine' }, under(key))).status).toBe(201);
  });

  it('belongs to the account that used it', async () => {
    const key = newKey();
    const [ada, bob] = [await signUp(site.url, 'One'), await signUp(site.url, 'Two')];
    const first = await ada.post('/channels', { handle: 'of-ada', name: 'A' }, under(key));
    const second = await bob.post('/channels', { handle: 'of-bob', name: 'B' }, under(key));
    expect([first.status, second.status, second.body.handle]).toEqual([201, 201, 'of-bob']);
  });

  it.each(['', 'x'.repeat(201), 'with a space', '\u00fc'])('of %j is refused', async (key) => {
    expect((await draft('Never made', key)).status).toBe(422);
    expect(await titlesInLibrary()).not.toContain('Never made');
  });
});
