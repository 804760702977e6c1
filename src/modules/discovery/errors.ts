import { AppError } from '../../platform/errors';

export const videoNotFound = () =>
  new AppError({
    kind: 'not_found',
    code: 'video_not_found',
    publicMessage: 'There is no such video, or it is not yours to see.',
  });

export const channelNotFound = () =>
  new AppError({ kind: 'not_found', code: 'channel_not_found', publicMessage: 'There is no such channel.' });
