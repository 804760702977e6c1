import { AppError } from '../../platform/errors';
import type { Refusal } from '../access';
import { inWords } from './contract-words';
import { problemMessages } from './messages';

export function playbackRefused(refusals: readonly Refusal[]): AppError {
  const shown = refusals.map(inWords);
  return new AppError({
    kind: 'forbidden',
    code: 'playback_refused',
    publicMessage: shown[0]?.detail ?? problemMessages.refused,
    details: { refusals: shown },
  });
}

export function videoNotFound(): AppError {
  return new AppError({ kind: 'not_found', code: 'video_not_found', publicMessage: problemMessages.videoNotFound });
}

export function sessionUnknown(): AppError {
  return new AppError({ kind: 'not_found', code: 'session_unknown', publicMessage: problemMessages.sessionUnknown });
}

export function sessionEnded(): AppError {
  return new AppError({ kind: 'forbidden', code: 'session_ended', publicMessage: problemMessages.sessionEnded });
}

export function mediaNotFound(): AppError {
  return new AppError({ kind: 'not_found', code: 'media_not_found', publicMessage: problemMessages.mediaNotFound });
}
