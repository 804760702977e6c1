import type { ReactElement } from 'react';

interface MarkProps {
  /** Height in px; the mark is square. */
  size?: number;
  /** Spoken name; without one the mark is decoration. */
  title?: string;
}

/** Three rows of a programme guide that run together into a play head. */
export const markPath =
  'M4 4.6A1.6 1.6 0 0 1 5.6 3h5.2c.4 0 .8.1 1.1.3l7.4 5.1c1 .7.5 2.1-.6 2.1H5.6A1.6 1.6 0 0 1 4 8.9Z' +
  'M4 14a1.6 1.6 0 0 1 1.6-1.6h17.3c.4 0 .8.1 1.1.3l4.3 2.4c.7.4.7 1.4 0 1.8l-4.3 2.4c-.3.2-.7.3-1.1.3H5.6A1.6 1.6 0 0 1 4 18Z' +
  'M4 27.4A1.6 1.6 0 0 0 5.6 29h5.2c.4 0 .8-.1 1.1-.3l7.4-5.1c1-.7.5-2.1-.6-2.1H5.6A1.6 1.6 0 0 0 4 23.1Z';

export function Mark({ size = 24, title }: MarkProps): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="var(--accent)"
      role={title ? 'img' : undefined}
      aria-hidden={title ? undefined : true}
      aria-label={title}
    >
      <path d={markPath} />
    </svg>
  );
}

/** Mark and name side by side, as in every header. */
export function WordMark({ size = 24 }: MarkProps): ReactElement {
  return (
    <span className="word-mark">
      <Mark size={size} />
      <span>Showrunner</span>
    </span>
  );
}
