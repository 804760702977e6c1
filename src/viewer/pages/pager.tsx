import type { ReactElement } from 'react';
import { messages } from '../messages';

interface PagerProps {
  /** Site-relative, without query. */
  path: string;
  nextCursor: string | null;
  /** Not the first page of the list. */
  continued: boolean;
}

/** Links, so that a long list can be walked without JavaScript. */
export function Pager({ path, nextCursor, continued }: PagerProps): ReactElement | null {
  if (!nextCursor && !continued) return null;
  return (
    <nav className="pager" aria-label={messages.pager}>
      {continued && (
        <a className="button button-quiet" href={path}>
          {messages.backToNewest}
        </a>
      )}
      {nextCursor && (
        <a className="button button-quiet" href={`${path}?cursor=${encodeURIComponent(nextCursor)}`} rel="next">
          {messages.older}
        </a>
      )}
    </nav>
  );
}
