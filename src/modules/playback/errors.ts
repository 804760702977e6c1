import { AppError } from '../../platform/errors';
import type { Refusal } from '../access';
import type { WatchingDevice } from './contract';
import { inWords } from './contract-words';
import { problemMessages } from './messages';

/** `devices`: who has the places, where there are too many. */
export function playbackRefused(refusals: readonly Refusal[], devices?: readonly WatchingDevice[]): AppError {
  const shown = refusals.map((refusal) => {
    const view = inWords(refusal);
    return devices && refusal.reason === 'too_many_devices' ? { ...view, devices: [...devices] } : view;
  });
  return new AppError({
    kind: 'forbidden',
    code: 'playback_refused',
    publicMessage: shown[0]?.detail ?? problemMessages.refused,
    details: { refusals: shown },
  });
}

export function passwordWrong(): AppError {
  return new AppError({ kind: 'forbidden', code: 'password_wrong', publicMessage: problemMessages.passwordWrong });
}

export function tooManyPasswords(retryAfterSeconds: number): AppError {
  return new AppError({
    kind: 'rate_limited',
    code: 'too_many_passwords',
    publicMessage: problemMessages.tooManyPasswords,
    retryAfterSeconds,
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
