export type TimelineTrouble =
  | 'gop_too_long'
  | 'gop_too_big'
  | 'no_clean_start'
  | 'picture_times_run_back'
  | 'sound_gap'
  | 'sound_starts_apart'
  | 'not_interleaved';

/** A stream cannot be cut as it is. When it was only copied, encoding it anew helps. */
export class UncuttableStream extends Error {
  override name = 'UncuttableStream';
  constructor(readonly trouble: TimelineTrouble) {
    super(`The stream cannot be cut: ${trouble}`);
  }
}
