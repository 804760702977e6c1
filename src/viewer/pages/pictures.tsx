import type { ReactElement } from 'react';
import { formatRunTime } from '../../ui/format-duration';
import { Icon } from '../../ui/icon';
import { Mark } from '../../ui/mark';
import { messages } from '../messages';

interface PosterProps {
  url: string | null;
  durationMs?: number | null;
  /** The picture that is seen first: loaded at once, before others. */
  first?: boolean;
  /** What opens it; null: it is open. */
  lock?: string | null;
}

/** A still in its 16:9 frame, or a quiet stand-in. Decoration: the title beside it speaks. */
export function Poster({ url, durationMs = null, first = false, lock = null }: PosterProps): ReactElement {
  return (
    <span className="poster">
      {url ? (
        <img
          src={url}
          alt=""
          width={1280}
          height={720}
          loading={first ? 'eager' : 'lazy'}
          fetchPriority={first ? 'high' : undefined}
          decoding="async"
        />
      ) : (
        <span className="poster-empty">
          <Mark size={48} />
        </span>
      )}
      {lock !== null && (
        <span className="poster-lock">
          <Icon name="lock" size={14} />
          <span className="visually-hidden">{messages.locked} </span>
          {lock}
        </span>
      )}
      {durationMs !== null && <span className="poster-time">{formatRunTime(durationMs)}</span>}
    </span>
  );
}

interface ChannelPictureProps {
  url: string | null;
  name: string;
  size: 'small' | 'medium' | 'large';
}

export function ChannelPicture({ url, name, size }: ChannelPictureProps): ReactElement {
  return (
    <span className={`channel-picture channel-picture-${size}`} aria-hidden="true">
      {url ? <img src={url} alt="" loading="lazy" decoding="async" /> : ([...name.trim()][0]?.toUpperCase() ?? '?')}
    </span>
  );
}
