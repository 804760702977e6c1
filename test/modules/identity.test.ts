import { emailSchema, newPasswordSchema, signUpBody } from '../../src/modules/identity/contract';
import { accountCreated } from '../../src/modules/identity/events';
import { sweepExpired } from '../../src/modules/identity/jobs/sweep-expired';
import { silentLogger } from '../../src/platform/observability';
import { atHome, createTestIdentity, emailOf, password, type TestIdentity } from '../support/factories/identity';
import { waitFor } from '../support/wait-for';

let test: TestIdentity;
beforeAll(async () => {
  test = await createTestIdentity();
});
afterAll(() => test.close());

const away = { ip: '198.51.100.9', userAgent: 'Chrome in a hotel' };
const whoHas = (token: string) => test.identity.authenticate({ session: token, bearer: null });

describe('signing up', () => {
  it('makes an account, signs it in, tells the other rooms and orders the mail that verifies its address', async () => {
    const { account, session } = await test.signUp('Ada');
    expect(account).toMatchObject({
      email: 'ada@example.com',
      displayName: 'Ada',
      emailVerified: false,
      operator: false,
    });
    expect(account.publicId).toMatch(/^acc_\w{22}$/);
    expect(await whoHas(session.token)).toMatchObject({ kind: 'account', accountId: account.id, operator: false });
    expect(test.outbox.of(accountCreated)).toContainEqual(
      expect.objectContaining({ accountId: account.id, displayName: 'Ada' }),
    );
    await test.deliverMails();
    expect(test.mailer.lastTo('ada@example.com').text).toContain('https://showrunner.example/studio/verify?token=');
  });

  it('AUTHN-003: refuses a taken address, changes nothing and tells its owner by mail', async () => {
    const { account } = await test.signUp('Bea');
    await expect(test.signUp('Bea', { displayName: 'Thief', password: 'another password' })).rejects.toMatchObject({
      code: 'email_taken',
      kind: 'conflict',
    });
    await test.deliverMails();
    expect(test.mailer.lastTo('bea@example.com').subject).toBe('You have an account already');
    expect(await test.identity.accountsByIds([account.id])).toMatchObject([{ displayName: 'Bea' }]);
    expect((await test.signIn('Bea')).account.id).toBe(account.id);
  });

  it('AUTHN-003: floods nobody with notices', async () => {
    await test.signUp('Cy');
    for (let i = 0; i < 6; i++) await expect(test.signUp('Cy')).rejects.toMatchObject({ code: 'email_taken' });
    await test.deliverMails();
    const notices = test.mailer.sent.filter(({ to, subject }) => to === emailOf('Cy') && /already/.test(subject));
    expect(notices).toHaveLength(3);
  });

  it('AUTHN-004: makes one account of every way to type an address', async () => {
    const typed = ['  Dan@Example.com', 'dan@example.com', 'ｄan@example.com', 'dan@EXAMPLE.COM\n', 'DAN@example.com'];
    expect(new Set(typed.map((email) => emailSchema.parse(email)))).toEqual(new Set(['dan@example.com']));
    expect(emailSchema.safeParse('dаn@example.com').success).toBe(false); // a Cyrillic а
    expect(emailSchema.parse('dan+films@example.com')).toBe('dan+films@example.com');
    const results = await Promise.allSettled(
      typed.map((email) => test.signUp('Dan', { email: emailSchema.parse(email) })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await test.sql(`select 1 from identity.accounts where email like 'dan@%'`)).toHaveLength(1);
  });

  it('AUTHN-005: takes _ and % in an address for themselves', async () => {
    await test.signUp('Eve', { email: 'eve_1@example.com' });
    expect(await test.identity.accountByEmail('eve%@example.com')).toBeNull();
    expect(await test.identity.accountByEmail('evex1@example.com')).toBeNull();
    expect(await test.identity.accountByEmail('EVE_1@example.com')).toMatchObject({ displayName: 'Eve' });
  });

  it('AUTHN-008: takes passwords of 8 to 128 characters, whole, without NUL', async () => {
    for (const bad of ['short', 'x'.repeat(129), 'x'.repeat(1_000_000), 'with a \0 inside', `half a pair ${'😀'[0]}`]) {
      expect(newPasswordSchema.safeParse(bad).success).toBe(false);
    }
    const long = 'x'.repeat(127);
    await test.signUp('Fay', { password: newPasswordSchema.parse(`${long}1`) });
    await expect(test.signIn('Fay', `${long}2`)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(test.signIn('Fay', long)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await test.signUp('Gil', { password: newPasswordSchema.parse('🎬🎥📼🎞️ films') });
    expect((await test.signIn('Gil', '🎬🎥📼🎞️ films')).account.displayName).toBe('Gil');
  });

  it('refuses fields it does not know', () => {
    const form = { email: 'x@example.com', password, displayName: 'X' };
    expect(signUpBody.safeParse({ ...form, operator: true }).success).toBe(false);
    expect(signUpBody.safeParse({ ...form, emailVerified: true }).success).toBe(false);
  });
});

describe('signing in', () => {
  it('refuses a wrong password and an unknown address with the same words', async () => {
    await test.signUp('Hal');
    const wrong = await test.signIn('Hal', 'not the password').catch((error) => error);
    const unknown = await test.signIn('Nobody', 'not the password').catch((error) => error);
    expect(wrong).toMatchObject({ code: 'invalid_credentials', kind: 'unauthenticated' });
    expect(unknown.publicMessage).toBe(wrong.publicMessage);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const took = async (name: string) => {
      const start = performance.now();
      await test.signIn(name, 'not the password').catch(() => undefined);
      return performance.now() - start;
    };
    await test.signUp('Ida');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 9; i++) {
      known.push(await took('Ida'));
      unknown.push(await took('Nobody-at-all'));
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('AUTHN-006: stops guessing from many addresses, and lets the owner in after the window', async () => {
    await test.signUp('Jo', {}, away);
    const refusals: string[] = [];
    for (let i = 0; i < 100; i++) {
      const from = { ip: `192.0.2.${i}`, userAgent: 'guesser' };
      await test.signIn('Jo', 'a wrong guess', from).catch((error) => refusals.push(error.code));
    }
    expect(refusals.filter((code) => code === 'invalid_credentials')).toHaveLength(20);
    const limited = await test
      .signIn('Jo', password, { ip: '192.0.2.200', userAgent: 'new phone' })
      .catch((error) => error);
    expect(limited).toMatchObject({ code: 'sign_in_limited', kind: 'rate_limited' });
    expect(limited.retryAfterSeconds).toBeGreaterThan(0);
    test.clock.advance({ seconds: limited.retryAfterSeconds });
    expect((await test.signIn('Jo', password, { ip: '192.0.2.200', userAgent: 'new phone' })).account.displayName).toBe(
      'Jo',
    );
  });

  it('AUTHN-006: lets the owner in from a familiar address while strangers guess', async () => {
    await test.signUp('Kim', {}, away);
    for (let i = 0; i < 30; i++) await test.signIn('Kim', 'a wrong guess').catch(() => undefined);
    await expect(test.signIn('Kim')).rejects.toMatchObject({ code: 'sign_in_limited' });
    expect((await test.signIn('Kim', password, away)).account.displayName).toBe('Kim');
  });

  it('AUTHN-009: hashes with argon2id, 19 MiB, two passes, and renews a weaker hash at sign-in', async () => {
    const { account } = await test.signUp('Lee');
    const stored = async () => {
      const [row] = await test.sql('select password_hash from identity.accounts where id = ?', [account.id]);
      return String(row?.password_hash);
    };
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const { hash } = await import('@node-rs/argon2');
    const weak = await hash(password, { memoryCost: 4_096, timeCost: 1, parallelism: 1 });
    await test.sql('update identity.accounts set password_hash = ? where id = ?', [weak, account.id]);
    await test.signIn('Lee');
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await test.signIn('Lee');
  });

  it('lets no password in that was right when checked and was reset before the session opened', async () => {
    const { account } = await test.signUp('Mia');
    let commit = (): void => undefined;
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const reset = test.db.transaction(async (tx) => {
      await tx('identity.accounts').where({ id: account.id }).update({ password_hash: 'reset meanwhile' });
      await mayCommit;
    });
    const outcome = test.signIn('Mia').catch((error) => error);
    await waitFor('the sign-in to wait for the reset', async () => {
      return (
        (
          await test.sql(
            `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).length > 0
      );
    });
    commit();
    await reset;
    expect(await outcome).toMatchObject({ code: 'invalid_credentials' });
    expect(await test.identity.listSessions(account.id)).toHaveLength(1);
  });
});

describe('sessions', () => {
  it('AUTHN-010: the session id changes at sign-in, and the one before is dead', async () => {
    const before = (await test.signUp('Nia')).session.token;
    const who = await whoHas(before);
    const after = (await test.signIn('Nia', password, atHome, who.kind === 'account' ? who.sessionId : null)).session
      .token;
    expect(after).not.toBe(before);
    expect(await whoHas(before)).toEqual({ kind: 'anonymous' });
    expect(await whoHas(after)).toMatchObject({ kind: 'account' });
  });

  it('keeps no secret that would open a session', async () => {
    const { session } = await test.signUp('Ola');
    const rows = await test.sql('select * from identity.sessions');
    expect(JSON.stringify(rows)).not.toContain(session.token);
    const hashes = rows.map(({ token_hash }) => (token_hash as Buffer).toString('hex'));
    expect(hashes).not.toContain(Buffer.from(session.token, 'base64url').toString('hex'));
  });

  it('takes nonsense in a cookie for nobody', async () => {
    for (const nonsense of ['', 'x', 'é'.repeat(43), '%00', 'a'.repeat(4_000)]) {
      expect(await whoHas(nonsense)).toEqual({ kind: 'anonymous' });
    }
  });

  it('lasts while it is used, and ends after 30 days of silence', async () => {
    const { token } = (await test.signUp('Pat')).session;
    test.clock.advance({ days: 29 });
    expect((await whoHas(token)).kind).toBe('account');
    test.clock.advance({ days: 29 });
    expect((await whoHas(token)).kind).toBe('account');
    test.clock.advance({ days: 30 });
    expect((await whoHas(token)).kind).toBe('anonymous');
  });

  it('ends after 180 days however much it is used', async () => {
    const { token } = (await test.signUp('Quin')).session;
    for (let day = 0; day < 179; day += 20) {
      expect((await whoHas(token)).kind).toBe('account');
      test.clock.advance({ days: 20 });
    }
    expect((await whoHas(token)).kind).toBe('anonymous');
  });

  it('notes when it was last seen, at most once a minute', async () => {
    const { account, session } = await test.signUp('Roy');
    const seenAt = async () => (await test.identity.listSessions(account.id))[0]?.lastSeenAt;
    const opened = test.clock.now();
    test.clock.advance({ seconds: 59 });
    await whoHas(session.token);
    expect(await seenAt()).toEqual(opened);
    test.clock.advance({ seconds: 1 });
    await whoHas(session.token);
    expect(await seenAt()).toEqual(test.clock.now());
  });

  it('is listed with where it was opened, ended alone, or with all others', async () => {
    const first = (await test.signUp('Sue')).session.token;
    const { account, session } = await test.signIn('Sue', password, away);
    const listed = await test.identity.listSessions(account.id);
    expect(listed.map(({ ip }) => ip).sort()).toEqual([away.ip, atHome.ip].sort());
    const atHotel = listed.find(({ ip }) => ip === away.ip)?.publicId ?? '';
    const stranger = (await test.signUp('Ted')).account;
    await expect(test.identity.endSession(stranger.id, atHotel)).rejects.toMatchObject({ code: 'not_found' });
    await test.identity.endSession(account.id, atHotel);
    expect((await whoHas(session.token)).kind).toBe('anonymous');
    expect((await whoHas(first)).kind).toBe('account');
    const again = (await test.signIn('Sue')).session.token;
    await test.identity.signOutEverywhere(account.id, atHome.ip);
    expect([(await whoHas(first)).kind, (await whoHas(again)).kind]).toEqual(['anonymous', 'anonymous']);
  });
});

describe('operators', () => {
  it('are accounts made staff by their address, and only with a session', async () => {
    const { account, session } = await test.signUp('Uma');
    await expect(test.identity.addOperator('unknown@example.com')).rejects.toMatchObject({ code: 'account_not_found' });
    expect(await test.identity.addOperator('UMA@example.com')).toMatchObject({ id: account.id, operator: true });
    expect(await whoHas(session.token)).toMatchObject({ operator: true });
    const { token } = await test.identity.createToken(
      account.id,
      { name: 'script', scopes: ['read'], channelIds: null, expiresInDays: null },
      atHome.ip,
    );
    expect(await test.identity.authenticate({ session: null, bearer: token })).toMatchObject({ operator: false });
    await test.identity.removeOperator('uma@example.com');
    expect(await whoHas(session.token)).toMatchObject({ operator: false });
  });
});

describe('what is kept about a person', () => {
  it('AUTHZ-001: remembers who reached for what is not theirs, within bounds, and never fails', async () => {
    const { account } = await test.signUp('Val');
    const refusal = { accountId: account.id, action: 'video.edit', path: '/api/v1/videos/vid_x', ip: atHome.ip };
    for (let i = 0; i < 80; i++) await test.identity.noteRefusal(refusal);
    const events = await test.sql(
      `select details from identity.security_events where account_id = ? and kind = 'refusal'`,
      [account.id],
    );
    expect(events).toHaveLength(60);
    expect(events[0]?.details).toEqual({ action: 'video.edit', path: '/api/v1/videos/vid_x' });
    await expect(test.identity.noteRefusal({ ...refusal, accountId: 'not an id' })).resolves.toBeUndefined();
  });

  it('can be handed to them without the secrets', async () => {
    const { account } = await test.signUp('Wim');
    const { personalData } = test.identity;
    const copy = await personalData.exportFor(account.id);
    expect(Object.keys(copy)).toEqual(personalData.tables);
    expect(copy['identity.accounts']).toMatchObject([{ email: 'wim@example.com', display_name: 'Wim' }]);
    expect(copy['identity.sessions']).toHaveLength(1);
    expect(JSON.stringify(copy)).not.toMatch(/argon2|token_hash/);
    const tables = await test.sql(
      `select table_schema || '.' || table_name as name from information_schema.tables where table_schema = 'identity'`,
    );
    expect(tables.map(({ name }) => name).sort()).toEqual([...personalData.tables].sort());
  });

  it('is swept when its time is over', async () => {
    const { account } = await test.signUp('Xia');
    test.clock.advance({ days: 91 });
    const fresh = await test.signUp('Yan');
    await sweepExpired({ db: test.db, clock: test.clock, logger: silentLogger }).run();
    const left = async (table: string) =>
      (await test.sql(`select 1 from identity.${table} where account_id = ?`, [account.id])).length;
    expect([await left('sessions'), await left('security_events')]).toEqual([0, 0]);
    expect((await whoHas(fresh.session.token)).kind).toBe('account');
    expect(await test.identity.accountsByIds([account.id])).toHaveLength(1);
  });
});

describe('the profile', () => {
  it('is renamed by one who has seen its latest version', async () => {
    const { account } = await test.signUp('Zoe');
    const renamed = await test.identity.rename(account.id, 'Zoë', account.version);
    expect(renamed).toMatchObject({ displayName: 'Zoë', version: account.version + 1 });
    await expect(test.identity.rename(account.id, 'Zo', account.version)).rejects.toMatchObject({
      code: 'version_conflict',
    });
  });
});
