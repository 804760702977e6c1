import { AppError, type FieldProblem } from '../../platform/errors';

export const videoNotFound = () =>
  new AppError({ kind: 'not_found', code: 'video_not_found', publicMessage: 'There is no such video.' });

export const versionConflict = (version: number) =>
  new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    publicMessage:
      'Somebody changed these rights in the meantime. Nothing of yours was saved; load them again and repeat.',
    details: { version },
  });

export const videoTrashed = () =>
  new AppError({
    kind: 'conflict',
    code: 'video_trashed',
    publicMessage: 'This video is in the trash, so its rights cannot be changed. Restore it first.',
  });

export const namesUnknown = (fields: FieldProblem[]) =>
  new AppError({
    kind: 'invalid',
    code: 'invalid_input',
    publicMessage:
      'Something named here does not belong to this channel. Nothing was saved; correct it and send it again.',
    fields,
  });

export const changeNotFound = () =>
  new AppError({ kind: 'not_found', code: 'change_not_found', publicMessage: 'There is no such change.' });

export const changeUndone = () =>
  new AppError({
    kind: 'conflict',
    code: 'change_undone',
    publicMessage: 'This change has been undone already, so there is nothing left to do.',
  });

export const noSuchAccount = () =>
  new AppError({
    kind: 'invalid',
    code: 'account_not_found',
    publicMessage: 'Nobody here has this address. Ask them to sign up first, then give it to them.',
    fields: [{ path: 'body.email', message: 'Nobody here has this address.' }],
  });

export const grantOver = () =>
  new AppError({
    kind: 'invalid',
    code: 'grant_over',
    publicMessage: 'This end lies in the past, so it would never hold. Choose a later one.',
    fields: [{ path: 'body.until', message: 'The end must lie in the future.' }],
  });

export const entitlementNotFound = () =>
  new AppError({ kind: 'not_found', code: 'entitlement_not_found', publicMessage: 'There is no such entitlement.' });

export const entitlementPaid = () =>
  new AppError({
    kind: 'conflict',
    code: 'entitlement_paid',
    publicMessage:
      'This was paid for, so it cannot be taken back by hand. Nothing was changed; a refund takes it back.',
  });
