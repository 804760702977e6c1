import { type Site, startSite } from '../support/site';
import { Visitor } from '../support/visitor';

const password = 'correct horse battery staple';
let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.close());

let people = 0;
const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
const someAddress = () => `198.18.${(people >> 8) & 255}.${people++ & 255}`;

/** Somebody new at a client address of their own. */
async function person(name: string): Promise<{ visitor: Visitor; email: string; id: string }> {
  const visitor = new Visitor(site.url);
  const email = `${name.toLowerCase()}-${people++}@example.com`;
  const { status, body } = await visitor.post<{ id: string }>(
    '/accounts',
    { email, password, displayName: name },
    from(someAddress()),
  );
  if (status !== 201) throw new Error(`POST /accounts answered ${status}: ${JSON.stringify(body)}`);
  return { visitor, email, id: body.id };
}

const signIn = (email: string, given: string, ip = someAddress(), visitor = new Visitor(site.url)) =>
  visitor.post<{ id: string; code: string }>('/sessions', { email, password: given }, from(ip));

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe('getting back in', () => {
  it('AUTHN-002: a reset for a known and an unknown address answers the same in the same time, and mails one', async () => {
    const known: string[] = [];
    for (let i = 0; i < 8; i++) known.push((await person('Ada')).email);
    const took: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    const answers = new Set<string>();
    const ask = async (kind: 'known' | 'unknown', email: string) => {
      const start = performance.now();
      const answer = await new Visitor(site.url).post('/password-resets', { email }, from(someAddress()));
      took[kind].push(performance.now() - start);
      answers.add(`${answer.status} ${JSON.stringify(answer.body)}`);
    };
    for (const [i, email] of known.entries()) {
      await ask('known', email);
      await ask('unknown', `nobody-${i}@example.com`);
    }
    expect([...answers]).toEqual(['204 ""']);
    for (const email of known) expect(await site.mailTo(email, /new password/)).toContain('/studio/reset?token=');
    const mails = await site.composition.platform.mailer.recent();
    expect(mails.filter(({ to }) => to.startsWith('nobody-'))).toEqual([]);
    // A hash or a mail on one side only would show; the noise of a busy machine must not.
    expect(Math.abs(median(took.known) - median(took.unknown))).toBeLessThan(25 + median(took.unknown) / 2);
  });

  it('AUTHN-012: a reset link works once, for its own account, and not for another purpose', async () => {
    const { email, visitor } = await person('Bea');
    await new Visitor(site.url).post('/password-resets', { email }, from(someAddress()));
    const token = /reset\?token=([\w-]+)/.exec(await site.mailTo(email, /new password/))?.[1];
    const use = (path: string, body: unknown) => new Visitor(site.url).post(path, body, from(someAddress()));
    expect((await use(`/email-verifications/${token}`, {})).status).toBe(410);
    expect((await use(`/password-resets/${token}`, { password: 'short' })).status).toBe(422);
    expect(
      (await use(`/password-resets/${token}`, { password: 'a new password', email: 'other@example.com' })).status,
    ).toBe(422);
    expect((await use(`/password-resets/${token}`, { password: 'a new password' })).status).toBe(204);
    expect(await use(`/password-resets/${token}`, { password: 'another new one' })).toMatchObject({
      status: 410,
      body: { code: 'link_expired' },
    });
    expect((await visitor.get('/me')).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(401);
    expect((await signIn(email, 'a new password')).status).toBe(201);
    expect(site.logged.join('')).not.toContain(String(token));
  });

  it('AUTHN-012: the page that a link opens asks no other site for anything and tells none its address', async () => {
    const { headers } = await new Visitor(site.url).fetch('/studio/reset?token=secret');
    const sources = (headers.get('content-security-policy') ?? '')
      .split(';')
      .flatMap((rule) => rule.split(' ').slice(1));
    expect(sources.length).toBeGreaterThan(8);
    for (const source of sources) expect(["'self'", "'none'", "'unsafe-inline'", 'data:', 'blob:']).toContain(source);
    expect(['no-referrer', 'same-origin', 'strict-origin-when-cross-origin']).toContain(headers.get('referrer-policy'));
  });

  it('AUTHN-012: made-up links are answered as used ones', async () => {
    for (const token of ['x', 'a'.repeat(43), '%00', '..%2f..%2fetc', "' or 1=1 --", 'a'.repeat(3_000)]) {
      const path = `/password-resets/${token.includes('%') ? token : encodeURIComponent(token)}`;
      const { status } = await new Visitor(site.url).post(path, { password: 'a new password' }, from(someAddress()));
      expect([404, 410]).toContain(status);
    }
  });
});

describe('arriving', () => {
  it('AUTHN-003: signing up with a taken address is refused with 409, and its owner is told', async () => {
    const { email } = await person('Cy');
    const again = { email, password: 'another password', displayName: 'Thief' };
    const { status, body, headers } = await new Visitor(site.url).post('/accounts', again, from(someAddress()));
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(headers.getSetCookie()).toEqual([]);
    expect(await site.mailTo(email, /account already/)).toContain('/studio/sign-in');
  });

  it('AUTHN-004: twins of an address in case and Unicode are one account, and none takes it over', async () => {
    const { email, id } = await person('Dan');
    const fullWidth = email.replace('d', 'ｄ');
    for (const twin of [email.toUpperCase(), ` ${email} `, fullWidth, email.replace('example.com', 'EXAMPLE.COM')]) {
      const { status } = await new Visitor(site.url).post(
        '/accounts',
        { email: twin, password: 'thief thief', displayName: 'T' },
        from(someAddress()),
      );
      expect(status).toBe(409);
      expect((await signIn(twin, 'thief thief')).status).toBe(401);
      expect((await signIn(twin, password)).body.id).toBe(id);
    }
    const lookalike = email.replace('a', '\u0430'); // Cyrillic
    const refused = await new Visitor(site.url).post(
      '/accounts',
      { email: lookalike, password, displayName: 'T' },
      from(someAddress()),
    );
    expect(refused.status).toBe(422);
    const tagged = await new Visitor(site.url).post<{ id: string }>(
      '/accounts',
      { email: email.replace('@', '+tag@'), password, displayName: 'T' },
      from(someAddress()),
    );
    expect(tagged).toMatchObject({ status: 201 });
    expect(tagged.body.id).not.toBe(id);
  });

  it('AUTHN-005: _ and % in an address match themselves only', async () => {
    await person('Eve');
    for (const pattern of ['eve%@example.com', 'eve-_@example.com', '%@example.com', '_____@example.com']) {
      expect([401, 422]).toContain((await signIn(pattern, password)).status);
    }
  });

  it.each([
    ['7 characters', 'seven77', 422],
    ['129 characters', 'x'.repeat(129), 422],
    ['200 KB', 'x'.repeat(200_000), 422],
    ['1 MB', 'x'.repeat(1_000_000), 413],
    ['NUL inside', 'with a \0 inside', 422],
    ['a lone surrogate', 'with half \ud83d a pair', 422],
    ['emoji', '🎬🎥📼 and films', 201],
  ])('AUTHN-008: a password of %s', async (name, chosen, expected) => {
    const email = `pass-${people++}@example.com`;
    const answer = await new Visitor(site.url).post(
      '/accounts',
      { email, password: chosen, displayName: name },
      from(someAddress()),
    );
    expect(answer.status).toBe(expected);
    if (expected === 201) expect((await signIn(email, chosen)).status).toBe(201);
    else expect((await signIn(email, chosen)).status).not.toBe(201);
  });

  it('AUTHN-008: passwords that differ only after byte 72 are different', async () => {
    const email = `long-${people++}@example.com`;
    const start = 'x'.repeat(100);
    await new Visitor(site.url).post(
      '/accounts',
      { email, password: `${start}1`, displayName: 'L' },
      from(someAddress()),
    );
    expect((await signIn(email, `${start}2`)).status).toBe(401);
    expect((await signIn(email, `${start}1`)).status).toBe(201);
  });

  it('AUTHN-010: the session id changes at sign-in, and the old one is 401', async () => {
    const { visitor, email } = await person('Fay');
    const before = visitor.cookieHeader;
    await signIn(email, password, someAddress(), visitor);
    expect(visitor.cookieHeader).not.toBe(before);
    expect((await visitor.get('/me')).status).toBe(200);
    expect((await new Visitor(site.url).get('/me', { headers: { cookie: before } })).status).toBe(401);
  });

  it('AUTHN-010: a session id planted before sign-in is not taken over', async () => {
    const { email } = await person('Gil');
    const planted = `session=${'p'.repeat(43)}`;
    const answer = await new Visitor(site.url).post(
      '/sessions',
      { email, password },
      { headers: { cookie: planted, 'x-forwarded-for': someAddress() } },
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie().join()).not.toContain('p'.repeat(43));
    expect((await new Visitor(site.url).get('/me', { headers: { cookie: planted } })).status).toBe(401);
  });

  it('AUTHN-021: of two cookies with one name the first counts, in every layer', async () => {
    const { visitor, id } = await person('Hal');
    const stranger = await person('Ida');
    const me = (cookie: string) => new Visitor(site.url).get<{ id: string }>('/me', { headers: { cookie } });
    const [mine, theirs] = [visitor.cookieHeader, stranger.visitor.cookieHeader];
    expect((await me(`${mine}; ${theirs}`)).body.id).toBe(id);
    expect((await me(`${theirs}; ${mine}`)).body.id).toBe(stranger.id);
    expect((await me(`session=nonsense; ${mine}`)).status).toBe(401);
  });
});

describe('guessing', () => {
  it('AUTHN-006: 100 wrong passwords from one address end in 429 with Retry-After, for that address only', async () => {
    const { email } = await person('Jo');
    const statuses = new Map<number, number>();
    for (let i = 0; i < 100; i++) {
      const { status, headers } = await signIn(`guess-${i}@example.com`, 'a wrong guess', '203.0.113.66');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses.get(401)).toBe(60);
    expect(statuses.get(429)).toBe(40);
    expect((await signIn(email, password)).status).toBe(201);
  });

  it('AUTHN-006: guesses from 100 addresses on one account end in 429, and its owner still gets in from home', async () => {
    const home = '203.0.113.99';
    const email = `kim-${people++}@example.com`;
    await new Visitor(site.url).post('/accounts', { email, password, displayName: 'Kim' }, from(home));
    const statuses: number[] = [];
    for (let i = 0; i < 100; i++) statuses.push((await signIn(email, 'a wrong guess', `203.0.114.${i}`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(80);
    const limited = await signIn(email, password, '203.0.115.1');
    expect(limited).toMatchObject({ status: 429, body: { code: 'sign_in_limited' } });
    expect(Number(limited.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect((await signIn(email, password, home)).status).toBe(201);
  });

  it('AUTHN-007: forged entries of X-Forwarded-For do not evade the limit', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 70; i++) {
      statuses.push(
        (await signIn(`forged-${i}@example.com`, 'a wrong guess', `10.0.0.${i}, 192.168.1.${i}, 203.0.113.77`)).status,
      );
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
  });

  it('AUTHN-009: what lies in the database is argon2id of 19 MiB, two passes', async () => {
    const { rows } = await site.composition.platform.db.reader.raw('select password_hash from identity.accounts');
    expect(rows.length).toBeGreaterThan(3);
    for (const { password_hash } of rows) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('the cookie', () => {
  it('AUTHN-020: in production is __Host-, HttpOnly, Secure, SameSite=Lax, and has no Domain', async () => {
    const publicUrl = 'https://showrunner.example';
    const production = await startSite((config) => ({ ...config, production: true, publicUrl }));
    try {
      const form = { email: 'host@example.com', password, displayName: 'Host' };
      const headers = { origin: publicUrl };
      const { status, headers: answered } = await new Visitor(production.url).post('/accounts', form, { headers });
      expect(status).toBe(201);
      const [cookie = '', ...others] = answered.getSetCookie();
      expect(others).toEqual([]);
      const [pair = '', ...attributes] = cookie.split('; ');
      expect(pair).toMatch(/^__Host-session=[\w-]{43}$/);
      expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Lax', 'Secure']);
      const me = (sent: string) => new Visitor(production.url).get('/me', { headers: { cookie: sent } });
      expect((await new Visitor(production.url).fetch('/dev/mail')).status).toBe(404);
      expect((await me(pair)).status).toBe(200);
      expect((await me(pair.replace('__Host-', ''))).status).toBe(401);
    } finally {
      await production.close();
    }
  });
});
