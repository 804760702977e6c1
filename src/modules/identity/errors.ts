import { AppError } from '../../platform/errors';

/** The same for an unknown address and a wrong password. */
export function invalidCredentials(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'invalid_credentials',
    publicMessage: 'This e-mail address and password do not belong together. Check both, or reset your password.',
  });
}

export function signInLimited(retryAfterSeconds: number): AppError {
  return new AppError({
    kind: 'rate_limited',
    code: 'sign_in_limited',
    publicMessage: `Too many tries to sign in to this account. Nothing is lost; try again in ${minutes(retryAfterSeconds)}, or reset your password.`,
    retryAfterSeconds,
  });
}

export function emailTaken(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'email_taken',
    publicMessage: 'There is an account with this e-mail address already. Sign in, or reset its password.',
  });
}

export function tokenInvalid(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'token_invalid',
    publicMessage: 'This access token is unknown, expired or revoked. Make a new one in the studio.',
  });
}

export function tooManyTokens(most: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'too_many_tokens',
    publicMessage: `An account has at most ${most} access tokens. Revoke one you no longer use, then try again.`,
  });
}

export function unknownChannels(handles: readonly string[]): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'invalid_input',
    publicMessage: 'Some of these channels do not exist. No token was made; mend the list and send it again.',
    fields: handles.map((handle) => ({ path: 'body.channels', message: `There is no channel @${handle}.` })),
  });
}

export function notFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'not_found',
    publicMessage: 'There is nothing here, or it is not yours to see.',
  });
}

export function linkExpired(): AppError {
  return new AppError({
    kind: 'gone',
    code: 'link_expired',
    publicMessage: 'This link was used already or is too old. Nothing was changed; ask for a new one.',
  });
}

export function staleAccount(version: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    publicMessage: 'Your account was changed in another window. Look at it again, then save.',
    details: { currentVersion: version },
  });
}

export function unknownAccount(email: string): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'account_not_found',
    publicMessage: `There is no account with the address ${email}. Sign up first.`,
  });
}

export function busyHashing(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'sign_in_busy',
    publicMessage: 'Many passwords are being checked right now. Nothing was changed; try again in a few seconds.',
    retryAfterSeconds: 3,
  });
}

function minutes(seconds: number): string {
  const count = Math.max(1, Math.ceil(seconds / 60));
  return count === 1 ? 'a minute' : `${count} minutes`;
}
