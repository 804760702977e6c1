import type { ReactElement } from 'react';
import { formatRunTime } from './format-duration';
import { Icon } from './icon';
import styles from './poster.module.css';

interface PosterProps {
  url: string | null;
  durationMs: number | null;
}

/** A still of the film in its frame; decoration beside a title. */
export function Poster({ url, durationMs }: PosterProps): ReactElement {
  return (
    <span className={`${styles.poster} ${url ? '' : styles.empty}`}>
      {url ? <img src={url} alt="" loading="lazy" decoding="async" /> : <Icon name="film" />}
      {durationMs !== null && <span className={styles.time}>{formatRunTime(durationMs)}</span>}
    </span>
  );
}
