import { AppError } from '../../platform/errors';
import { type FailureCode, failureMessages } from './messages';

/** This source cannot become a film, now or later. */
export class RefusedSource extends Error {
  override name = 'RefusedSource';
  readonly publicMessage: string;

  constructor(
    readonly code: FailureCode,
    /** For the log; may hold what a tool said. */
    readonly detail: string = '',
  ) {
    super(`The source was refused: ${code}`);
    this.publicMessage = failureMessages[code];
  }
}

/** Somebody else holds the task now, or it was withdrawn: stop, write nothing. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

export function posterMissing(): AppError {
  return new AppError({ kind: 'not_found', code: 'picture_not_found', publicMessage: 'There is no such picture.' });
}

export function renditionNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'rendition_not_found',
    publicMessage: 'This film has no such quality. Load the page again to see which there are.',
  });
}

export function renditionNotFailed(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'rendition_not_failed',
    publicMessage: 'This quality did not fail, so there is nothing to make again. Your film is safe.',
  });
}

export function videoGone(): AppError {
  return new AppError({ kind: 'not_found', code: 'video_not_found', publicMessage: 'There is no such video.' });
}
