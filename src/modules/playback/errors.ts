import { AppError } from '../../platform/errors';
import type { Refusal } from '../access';
import type { RefusalView } from './contract';
import { problemMessages, refusalMessages } from './messages';

export function playbackRefused(refusals: readonly Refusal[]): AppError {
  const shown = refusals.map(viewOf);
  return new AppError({
    kind: 'forbidden',
    code: 'playback_refused',
    publicMessage: shown[0]?.detail ?? refusalMessages.not_published,
    details: { refusals: shown },
  });
}

function viewOf({ reason, remedy }: Refusal): RefusalView {
  const detail = refusalMessages[reason];
  if (!remedy) return { reason, detail };
  if (remedy.kind === 'wait') return { reason, detail, remedy: { kind: 'wait' } };
  return { reason, detail, remedy: { kind: 'wait_until', at: remedy.at.toISOString() } };
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
