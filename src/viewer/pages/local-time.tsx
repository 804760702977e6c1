import type { ReactElement } from 'react';
import { messages } from '../messages';
import { dayOf, minuteOf } from './dates';

/** In UTC, and said so; the site's script rewrites it in the viewer's own zone. */
export function LocalTime({ at, show = 'minute' }: { at: string; show?: 'minute' | 'day' }): ReactElement {
  const instant = new Date(at);
  return (
    <time dateTime={at} data-local={show}>
      {show === 'day' ? dayOf(instant) : messages.utc(minuteOf(instant))}
    </time>
  );
}
