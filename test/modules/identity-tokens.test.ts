import type { TokenRequest } from '../../src/modules/identity/tokens';
import { createEnteredPasswords } from '../../src/modules/playback/entered-passwords';
import { createPlaybackTokens } from '../../src/modules/playback/tokens';
import { Secret } from '../../src/platform/config';
import { anonymous } from '../../src/platform/http';
import { newId } from '../../src/platform/ids';
import { atHome, createTestIdentity, type TestIdentity } from '../support/factories/identity';

let test: TestIdentity;
beforeAll(async () => {
  test = await createTestIdentity();
});
afterAll(() => test.close());

const whoBears = (bearer: string) => test.identity.authenticate({ session: null, bearer });
const aTokenOf = (accountId: string, more: Partial<TokenRequest> = {}) =>
  test.identity.createToken(
    accountId,
    { name: 'uploader', scopes: ['uploads'], channelIds: null, expiresInDays: null, ...more },
    atHome.ip,
  );
const invalid = { code: 'token_invalid', kind: 'unauthenticated' };

describe('access tokens', () => {
  it('say who bears them, with their scopes and channels, and open no session', async () => {
    const { account } = await test.signUp('Ada');
    const channelId = newId();
    const { token, record } = await aTokenOf(account.id, {
      scopes: ['uploads', 'read', 'read'],
      channelIds: [channelId],
    });
    expect(token).toMatch(/^srt_[\w-]{43}$/);
    expect(await whoBears(token)).toEqual({
      kind: 'account',
      accountId: account.id,
      operator: false,
      sessionId: null,
      token: { tokenId: record.id, scopes: ['uploads', 'read'], channelIds: [channelId] },
    });
  });

  it('win over a session cookie that comes along, so that a narrow token stays narrow', async () => {
    const { account, session } = await test.signUp('Bea');
    const { token } = await aTokenOf(account.id);
    const actor = await test.identity.authenticate({ session: session.token, bearer: token });
    expect(actor).toMatchObject({ sessionId: null, token: { scopes: ['uploads'] } });
  });

  it('are refused when unknown, malformed or a session in disguise', async () => {
    const { session } = await test.signUp('Cy');
    for (const bearer of ['', 'srt_', 'nonsense', `srt_${'a'.repeat(43)}`, session.token, `srt_${session.token}`]) {
      await expect(whoBears(bearer)).rejects.toMatchObject(invalid);
    }
  });

  it('JWT-005: are refused when they are a playback token or a cookie of another kind', async () => {
    const keys = [new Secret('a key for tests')];
    const until = new Date(test.clock.now().getTime() + 3_600_000);
    const ids = { sessionId: newId(), videoId: newId(), generationId: newId() };
    const playback = createPlaybackTokens(keys).sign({ ...ids, expiresAt: until });
    const entered = createEnteredPasswords(keys).add([], newId(), test.clock.now());
    for (const other of [playback, `srt_${playback}`, playback.slice(0, 43), `srt_${playback.slice(0, 43)}`, entered]) {
      await expect(whoBears(other)).rejects.toMatchObject(invalid);
      expect(await test.identity.authenticate({ session: other, bearer: null })).toEqual(anonymous);
    }
    const { account, session } = await test.signUp('Una');
    const { token } = await aTokenOf(account.id);
    for (const other of [token, session.token, entered]) expect(createPlaybackTokens(keys).read(other)).toBeNull();
    expect(createEnteredPasswords(keys).read(playback, test.clock.now())).toEqual([]);
  });

  it('JWT-008: outlive a change of the secret while the one before is given, and for good once they were used', async () => {
    const { account, session } = await test.signUp('Vic');
    const used = (await aTokenOf(account.id)).token;
    const idle = (await aTokenOf(account.id)).token;
    const both = test.rotated(true);
    test.clock.advance({ minutes: 2 });
    const as = (session: string | null, bearer: string | null) => ({ session, bearer });
    const known = { kind: 'account', accountId: account.id };
    expect(await both.authenticate(as(null, used))).toMatchObject(known);
    expect(await both.authenticate(as(session.token, null))).toMatchObject(known);
    const alone = test.rotated(false);
    expect(await alone.authenticate(as(null, used))).toMatchObject(known);
    expect(await alone.authenticate(as(session.token, null))).toMatchObject(known);
    await expect(alone.authenticate(as(null, idle))).rejects.toMatchObject(invalid);
    await expect(test.identity.authenticate(as(null, used))).rejects.toMatchObject(invalid);
  });

  it('are kept as hashes only', async () => {
    const { account } = await test.signUp('Dan');
    const { token } = await aTokenOf(account.id);
    const kept = JSON.stringify(await test.sql("select *, encode(token_hash, 'escape') as text from identity.tokens"));
    expect(kept).not.toContain(token.slice(4));
    expect(JSON.stringify(await test.identity.listTokens(account.id))).not.toContain(token.slice(4));
  });

  it('end at once when revoked, by their owner only', async () => {
    const { account } = await test.signUp('Eve');
    const stranger = (await test.signUp('Fay')).account;
    const { token, record } = await aTokenOf(account.id);
    await expect(test.identity.revokeToken(stranger.id, record.publicId, atHome.ip)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await whoBears(token)).toMatchObject({ accountId: account.id });
    await test.identity.revokeToken(account.id, record.publicId, atHome.ip);
    await expect(whoBears(token)).rejects.toMatchObject(invalid);
    expect(await test.identity.listTokens(account.id)).toEqual([]);
  });

  it('end on the day they were made to end', async () => {
    const { account } = await test.signUp('Gil');
    const { token } = await aTokenOf(account.id, { expiresInDays: 30 });
    test.clock.advance({ days: 29 });
    expect(await whoBears(token)).toMatchObject({ accountId: account.id });
    test.clock.advance({ days: 1 });
    await expect(whoBears(token)).rejects.toMatchObject(invalid);
  });

  it('note when they were last used, at most once a minute', async () => {
    const { account } = await test.signUp('Hal');
    const { token } = await aTokenOf(account.id);
    const usedAt = async () => (await test.identity.listTokens(account.id))[0]?.lastUsedAt;
    expect(await usedAt()).toBeNull();
    await whoBears(token);
    const first = test.clock.now();
    test.clock.advance({ seconds: 30 });
    await whoBears(token);
    expect(await usedAt()).toEqual(first);
    test.clock.advance({ seconds: 30 });
    await whoBears(token);
    expect(await usedAt()).toEqual(test.clock.now());
  });

  it('are at most fifty an account, also when made all at once', async () => {
    const { account } = await test.signUp('Ida');
    const made = await Promise.allSettled(Array.from({ length: 60 }, () => aTokenOf(account.id)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect(made.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'too_many_tokens' } });
  });

  it('leave a trace when made and revoked', async () => {
    const { account } = await test.signUp('Jo');
    const { record } = await aTokenOf(account.id);
    await test.identity.revokeToken(account.id, record.publicId, atHome.ip);
    const events = await test.sql(
      `select kind from identity.security_events where account_id = ? and kind like 'token-%' order by id`,
      [account.id],
    );
    expect(events.map(({ kind }) => kind).sort()).toEqual(['token-created', 'token-revoked']);
  });
});
