import { AppError } from '../../platform/errors';

export const handleTaken = (handle: string) =>
  new AppError({
    kind: 'conflict',
    code: 'handle_taken',
    publicMessage: `Somebody already has the handle @${handle}. Choose another one.`,
  });

export const handleReserved = (handle: string) =>
  new AppError({
    kind: 'invalid',
    code: 'handle_reserved',
    publicMessage: `The handle @${handle} is kept for this site. Choose another one.`,
    fields: [{ path: 'body.handle', message: 'This handle is reserved.' }],
  });

export const tooManyChannels = () =>
  new AppError({
    kind: 'conflict',
    code: 'too_many_channels',
    publicMessage: 'You are on the team of as many channels as one account can have. Leave one first.',
  });

export const channelNotFound = () =>
  new AppError({ kind: 'not_found', code: 'channel_not_found', publicMessage: 'There is no such channel.' });

export const versionConflict = (version: number) =>
  new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    publicMessage: 'Somebody changed this in the meantime. Nothing of yours was saved; load it again and repeat.',
    details: { version },
  });

export const lastOwner = () =>
  new AppError({
    kind: 'conflict',
    code: 'last_owner',
    publicMessage: 'A channel always has an owner. Make somebody else an owner first.',
  });

export const ownersOnly = () =>
  new AppError({
    kind: 'forbidden',
    code: 'owners_only',
    publicMessage: 'Only an owner of the channel can change its team.',
  });

export const teamFull = () =>
  new AppError({
    kind: 'conflict',
    code: 'team_full',
    publicMessage: 'This team has as many people as a team can have. Remove somebody first.',
  });

export const noSuchPerson = () =>
  new AppError({
    kind: 'not_found',
    code: 'account_not_found',
    publicMessage: 'Nobody here has this address. Ask them to sign up first, then add them.',
  });

export const pictureTooManyBytes = () =>
  new AppError({ kind: 'too_large', code: 'picture_too_large', publicMessage: 'Pictures may have up to 10 MB.' });

export const pictureTypeUnsupported = () =>
  new AppError({
    kind: 'invalid',
    code: 'picture_type_unsupported',
    publicMessage: 'This is not a picture we can read. Send a JPEG, PNG, WebP or GIF file.',
    details: { status: 415 },
  });

export const pictureTooManyPixels = () =>
  new AppError({
    kind: 'invalid',
    code: 'picture_dimensions',
    publicMessage:
      'This picture is too wide or too high. Send one with at most 36 megapixels and 16,000 pixels a side.',
  });

export const pictureUnreadable = (cause: unknown) =>
  new AppError({
    kind: 'invalid',
    code: 'picture_unreadable',
    publicMessage: 'This picture is damaged. The one you had is unchanged; save it again and send that.',
    cause,
  });

export const picturesBusy = () =>
  new AppError({
    kind: 'unavailable',
    code: 'pictures_busy',
    publicMessage: 'Many pictures are arriving right now. The one you had is unchanged; try again in a few seconds.',
    retryAfterSeconds: 5,
  });
