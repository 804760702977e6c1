import { AppError } from '../../platform/errors';

export const videoNotFound = () =>
  new AppError({ kind: 'not_found', code: 'video_not_found', publicMessage: 'There is no such video.' });

export const versionConflict = (version: number) =>
  new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    publicMessage: 'Somebody changed this video in the meantime. Nothing of yours was saved; load it again and repeat.',
    details: { version },
  });

export const videoTrashed = () =>
  new AppError({
    kind: 'conflict',
    code: 'video_trashed',
    publicMessage: 'This video is in the trash, so it cannot be changed. Restore it first.',
  });

export const publicationOver = () =>
  new AppError({
    kind: 'invalid',
    code: 'publication_over',
    publicMessage: 'This end lies in the past, so nobody could ever watch. Choose a later one.',
    fields: [{ path: 'body.endsAt', message: 'The end must lie in the future.' }],
  });

export const passwordMissing = () =>
  new AppError({
    kind: 'invalid',
    code: 'password_missing',
    publicMessage:
      'A video that asks for a password needs one. Nothing was changed; choose a password of 4 to 200 characters.',
    fields: [{ path: 'body.password', message: 'Choose a password.' }],
  });

export const tooManyStreams = () =>
  new AppError({
    kind: 'rate_limited',
    code: 'too_many_streams',
    publicMessage: 'This account watches too many libraries at once. Close some windows and try again.',
    retryAfterSeconds: 30,
  });
