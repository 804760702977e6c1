import { accountsByIds } from '../../src/modules/identity/store';
import { atHome, createTestIdentity, emailOf, password, type TestIdentity } from '../support/factories/identity';

let test: TestIdentity;
beforeAll(async () => {
  test = await createTestIdentity();
});
afterAll(() => test.close());

const expired = { code: 'link_expired', kind: 'gone' };
const askForReset = async (name: string): Promise<string> => {
  await test.identity.requestPasswordReset(emailOf(name));
  await test.deliverMails();
  return test.linkMailedTo(emailOf(name));
};

describe('resetting a password', () => {
  it('AUTHN-002: does the same for a known and an unknown address, and mails only the known one', async () => {
    await test.signUp('Ada');
    await test.deliverMails();
    const mailsBefore = test.mailer.sent.length;
    const ordersBefore = test.outbox.messages.length;
    await test.identity.requestPasswordReset(emailOf('Ada'));
    await test.identity.requestPasswordReset(emailOf('Nobody'));
    const [known, unknown] = test.outbox.messages.slice(ordersBefore);
    expect([known?.topic, unknown?.topic]).toEqual(['job.identity.send-mail', 'job.identity.send-mail']);
    await test.deliverMails();
    expect(test.mailer.sent.slice(mailsBefore).map(({ to }) => to)).toEqual([emailOf('Ada')]);
  });

  it('changes the password, ends every session, verifies the address and says so by mail', async () => {
    const { account, session } = await test.signUp('Bea');
    const link = await askForReset('Bea');
    await test.identity.resetPassword(link, 'a brand new password', atHome.ip);
    expect(await test.identity.authenticate({ session: session.token, bearer: null })).toEqual({ kind: 'anonymous' });
    await expect(test.signIn('Bea', password)).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect((await test.signIn('Bea', 'a brand new password')).account).toMatchObject({ emailVerified: true });
    await test.deliverMails();
    expect(test.mailer.lastTo(account.email).subject).toBe('Your password was changed');
  });

  it('AUTHN-012: works once, and spends the other links of that account', async () => {
    await test.signUp('Cy');
    const first = await askForReset('Cy');
    const second = await askForReset('Cy');
    expect(second).not.toBe(first);
    await test.identity.resetPassword(second, 'the second password', atHome.ip);
    await expect(test.identity.resetPassword(second, 'the third password', atHome.ip)).rejects.toMatchObject(expired);
    await expect(test.identity.resetPassword(first, 'the third password', atHome.ip)).rejects.toMatchObject(expired);
    expect((await test.signIn('Cy', 'the second password')).account.displayName).toBe('Cy');
  });

  it('AUTHN-012: works once when used twice at the same time', async () => {
    await test.signUp('Dan');
    const link = await askForReset('Dan');
    const tries = ['password one', 'password two'].map((chosen) =>
      test.identity.resetPassword(link, chosen, atHome.ip),
    );
    const outcomes = (await Promise.allSettled(tries)).map(({ status }) => status);
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('AUTHN-012: is over after an hour', async () => {
    await test.signUp('Eve');
    const link = await askForReset('Eve');
    test.clock.advance({ minutes: 60 });
    await expect(test.identity.resetPassword(link, 'too late for this', atHome.ip)).rejects.toMatchObject(expired);
    expect((await test.signIn('Eve')).account.displayName).toBe('Eve');
  });

  it('AUTHN-012: touches no account but the one it was mailed for, and a verifying link resets nothing', async () => {
    const { account } = await test.signUp('Fay');
    await test.deliverMails();
    const verifying = test.linkMailedTo(account.email);
    await expect(test.identity.resetPassword(verifying, 'by the wrong door', atHome.ip)).rejects.toMatchObject(expired);
    await test.signUp('Gil');
    await test.identity.resetPassword(await askForReset('Gil'), 'only for gil', atHome.ip);
    expect((await test.signIn('Fay')).account.id).toBe(account.id);
  });

  it('takes made-up links for expired ones', async () => {
    for (const link of ['', 'x', '\0', 'a'.repeat(43), '../../etc/passwd', 'é'.repeat(43)]) {
      await expect(test.identity.resetPassword(link, 'some password', atHome.ip)).rejects.toMatchObject(expired);
    }
  });

  it('sends at most three mails an hour and answers alike beyond that', async () => {
    await test.signUp('Hal');
    for (let i = 0; i < 10; i++)
      await expect(test.identity.requestPasswordReset(emailOf('Hal'))).resolves.toBeUndefined();
    await test.deliverMails();
    const mails = test.mailer.sent.filter(({ to, subject }) => to === emailOf('Hal') && /new password/.test(subject));
    expect(mails).toHaveLength(3);
  });

  it('leaves no way in to one who signed up with an address of somebody else', async () => {
    const { account } = await test.signUp('Ida');
    const wanted = { name: 'kept door', scopes: ['read' as const], channelIds: null, expiresInDays: null };
    const { token } = await test.identity.createToken(account.id, wanted, atHome.ip);
    await test.identity.resetPassword(await askForReset('Ida'), 'the real owner is here', atHome.ip);
    await expect(test.identity.authenticate({ session: null, bearer: token })).rejects.toMatchObject({
      code: 'token_invalid',
    });
  });

  it('leaves the tokens of a verified account alone', async () => {
    const { account } = await test.signUp('Jo');
    await test.deliverMails();
    await test.identity.verifyEmail(test.linkMailedTo(account.email), atHome.ip);
    const wanted = { name: 'uploader', scopes: ['uploads' as const], channelIds: null, expiresInDays: null };
    const { token } = await test.identity.createToken(account.id, wanted, atHome.ip);
    await test.identity.resetPassword(await askForReset('Jo'), 'forgot it again', atHome.ip);
    expect(await test.identity.authenticate({ session: null, bearer: token })).toMatchObject({ accountId: account.id });
  });
});

describe('verifying an address', () => {
  const isVerified = async (id: string) => (await accountsByIds(test.db.reader, [id]))[0]?.emailVerified;

  it('happens by a link that was mailed before the secret changed', async () => {
    await test.signUp('Wim');
    await test.deliverMails();
    const link = test.linkMailedTo(emailOf('Wim'));
    await expect(test.rotated(false).verifyEmail(link, atHome.ip)).rejects.toMatchObject({ code: 'link_expired' });
    await test.rotated(true).verifyEmail(link, atHome.ip);
  });

  it('happens by the mailed link, once', async () => {
    const { account } = await test.signUp('Kim');
    await test.deliverMails();
    const link = test.linkMailedTo(account.email);
    expect(await isVerified(account.id)).toBe(false);
    await test.identity.verifyEmail(link, atHome.ip);
    expect(await isVerified(account.id)).toBe(true);
    await expect(test.identity.verifyEmail(link, atHome.ip)).rejects.toMatchObject(expired);
  });

  it('does not happen by a link that resets a password', async () => {
    const { account } = await test.signUp('Max');
    await test.deliverMails();
    await expect(test.identity.verifyEmail(await askForReset('Max'), atHome.ip)).rejects.toMatchObject(expired);
    expect(await isVerified(account.id)).toBe(false);
  });

  it('is over after three days, and a new link can be asked for until it is done', async () => {
    const { account } = await test.signUp('Lee');
    await test.deliverMails();
    const old = test.linkMailedTo(account.email);
    test.clock.advance({ days: 3 });
    await expect(test.identity.verifyEmail(old, atHome.ip)).rejects.toMatchObject(expired);
    await test.identity.requestVerification(account.id);
    await test.deliverMails();
    await test.identity.verifyEmail(test.linkMailedTo(account.email), atHome.ip);
    const mails = test.mailer.sent.length;
    await test.identity.requestVerification(account.id);
    await test.deliverMails();
    expect(test.mailer.sent).toHaveLength(mails);
  });
});

describe('mails', () => {
  it('carry the same link and key when a delivery is repeated, and none once it was used', async () => {
    await test.signUp('Mia');
    await test.deliverMails();
    const { key, text } = test.mailer.lastTo(emailOf('Mia'));
    await test.deliverLastMailAgain();
    expect(test.mailer.lastTo(emailOf('Mia'))).toMatchObject({ key, text });
    await test.identity.verifyEmail(test.linkMailedTo(emailOf('Mia')), atHome.ip);
    const mails = test.mailer.sent.length;
    await test.deliverLastMailAgain();
    expect(test.mailer.sent).toHaveLength(mails);
  });

  it('go to nobody when a reset link that was used is delivered again', async () => {
    await test.signUp('Roy');
    const link = await askForReset('Roy');
    await test.identity.resetPassword(link, 'chosen by the link', atHome.ip);
    const mails = test.mailer.sent.length;
    await test.deliverLastMailAgain();
    expect(test.mailer.sent).toHaveLength(mails);
  });

  it('ask nobody to verify what was verified while they waited', async () => {
    const { account } = await test.signUp('Sue');
    await test.deliverMails();
    await test.identity.requestVerification(account.id);
    await test.identity.verifyEmail(test.linkMailedTo(account.email), atHome.ip);
    const mails = test.mailer.sent.length;
    await test.deliverMails();
    expect(test.mailer.sent).toHaveLength(mails);
  });

  it('fail loudly when the mail server is away, so that the bus tries again', async () => {
    await test.signUp('Nia');
    test.mailer.failNext(1);
    await expect(test.deliverMails()).rejects.toThrow('The mail server is away');
    await test.deliverMails();
    await test.identity.verifyEmail(test.linkMailedTo(emailOf('Nia')), atHome.ip);
  });

  it('carry nothing that a stranger typed', async () => {
    await test.signUp('Ola', { displayName: 'Win at https://evil.example' });
    await test.deliverMails();
    const { subject, text } = test.mailer.lastTo(emailOf('Ola'));
    expect(`${subject} ${text}`).not.toContain('evil');
  });

  it('are ordered without the secret they will carry, and the tables do not hold it either', async () => {
    await test.signUp('Pat');
    await test.deliverMails();
    const link = test.linkMailedTo(emailOf('Pat'));
    expect(link).toHaveLength(43);
    expect(JSON.stringify(test.outbox.messages)).not.toContain(link);
    expect(JSON.stringify(await test.sql('select * from identity.mail_links'))).not.toContain(link);
  });
});
