import passport from 'passport';
import { Strategy } from 'passport-local';
import type { RateLimit } from '../../platform/cache';
import type { SignInBody } from './contract';
import { invalidCredentials, signInLimited } from './errors';
import type { IdentityParts, Visitor } from './parts';
import type { IssuedSession, Sessions } from './sessions';
import {
  type Account,
  accountsByIds,
  findCredentials,
  insertSecurityEvent,
  lockPasswordHash,
  replacePasswordHash,
} from './store';

const familiarForMs = 30 * 86_400_000;
// Per account; addresses it was used from lately count for themselves, so that a stranger's guesses lock nobody out.
const accountLimit: RateLimit = { name: 'identity.sign-in.account', points: 20, perSeconds: 900 };

export interface SignedIn {
  account: Account;
  session: IssuedSession;
}

interface Attempt extends Visitor {
  body: SignInBody;
}

interface Verified {
  accountId: string;
  passwordHash: string;
}

export function createSignIn(parts: IdentityParts, sessions: Sessions) {
  const verify = localStrategy((attempt) => checkPassword(parts, attempt));
  return {
    /** @throws AppError `invalid_credentials`; `sign_in_limited` with the seconds to wait; `sign_in_busy`. */
    signIn: async (form: SignInBody, visitor: Visitor, replacedSessionId: string | null = null): Promise<SignedIn> => {
      const verified = await verify({ body: form, ...visitor });
      if (!verified) throw invalidCredentials();
      const signedIn = await letIn(parts, sessions, verified, form, visitor, replacedSessionId);
      parts.logger.info({ accountId: signedIn.account.id }, 'Somebody signed in');
      return signedIn;
    },
  };
}

/** passport's local strategy with a callback of our own: no middleware, no session of passport's. */
function localStrategy(check: (attempt: Attempt) => Promise<Verified | null>) {
  const authenticator = new passport.Passport();
  const options = { usernameField: 'email', session: false, passReqToCallback: true } as const;
  authenticator.use(
    new Strategy(options, (req, _email, _password, done) => {
      check(req as unknown as Attempt).then((verified) => done(null, verified ?? false), done);
    }),
  );
  return (attempt: Attempt): Promise<Verified | null> =>
    new Promise((resolve, reject) => {
      const answer = (error: unknown, verified?: unknown) =>
        error ? reject(error) : resolve(verified ? (verified as Verified) : null);
      authenticator.authenticate('local', { session: false }, answer)({ ...attempt }, {}, reject);
    });
}

async function checkPassword(parts: IdentityParts, { body, ip }: Attempt): Promise<Verified | null> {
  const { db, clock, cache, digest, passwords } = parts;
  const { email, password } = body;
  const now = clock.now();
  const stored = await findCredentials(db.reader, email, ip, new Date(now.getTime() - familiarForMs));
  const key = digest.hash('rate-limit', stored?.familiarAddress ? `${email}\0${ip}` : email).toString('base64url');
  const verdict = await cache.consume(accountLimit, key);
  if (!verdict.allowed) throw signInLimited(verdict.retryAfterSeconds);
  if (await passwords.matches(stored?.passwordHash ?? null, password)) return stored;
  const accountId = stored?.accountId ?? null;
  await db.transaction((tx) => insertSecurityEvent(tx, now, { kind: 'sign-in-failed', accountId, ip }));
  return null;
}

async function letIn(
  { db, clock, passwords }: IdentityParts,
  sessions: Sessions,
  { accountId, passwordHash }: Verified,
  { password }: SignInBody,
  visitor: Visitor,
  replacedSessionId: string | null,
): Promise<SignedIn> {
  const better = passwords.isOutdated(passwordHash) ? await passwords.hash(password) : null;
  return db.transaction(async (tx) => {
    // A reset that committed since the check has ended all sessions; the old password must not open a new one.
    if ((await lockPasswordHash(tx, accountId)) !== passwordHash) throw invalidCredentials();
    if (better) await replacePasswordHash(tx, accountId, better);
    const session = await sessions.open(tx, accountId, visitor, replacedSessionId);
    await insertSecurityEvent(tx, clock.now(), { kind: 'signed-in', accountId, ip: visitor.ip });
    const [account] = await accountsByIds(tx, [accountId]);
    if (!account) throw invalidCredentials();
    return { account, session };
  });
}
