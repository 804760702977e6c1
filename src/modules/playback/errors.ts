import { AppError } from '../../platform/errors';
import type { Refusal, Remedy } from '../access';
import type { RefusalView, RemedyView, WatchingDevice } from './contract';
import { problemMessages, refusalMessages } from './messages';

/** `devices`: who has the places, where there are too many. */
export function playbackRefused(refusals: readonly Refusal[], devices?: readonly WatchingDevice[]): AppError {
  const shown = refusals.map((refusal) => {
    const view = refusalViewOf(refusal);
    return devices && refusal.reason === 'too_many_devices' ? { ...view, devices: [...devices] } : view;
  });
  return new AppError({
    kind: 'forbidden',
    code: 'playback_refused',
    publicMessage: shown[0]?.detail ?? refusalMessages.not_published,
    details: { refusals: shown },
  });
}

/** What the viewer is told. */
export function refusalViewOf({ reason, remedies, message }: Refusal): RefusalView {
  const [remedy, ...others] = remedies.map(remedyViewOf);
  const detail = message ?? refusalMessages[reason];
  return remedy ? { reason, detail, remedy, remedies: [remedy, ...others] } : { reason, detail, remedies: [] };
}

function remedyViewOf(remedy: Remedy): RemedyView {
  if (remedy.kind === 'wait_until') return { kind: 'wait_until', at: remedy.at.toISOString() };
  return remedy.kind === 'subscribe' ? { ...remedy, prices: [...remedy.prices] } : remedy;
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
