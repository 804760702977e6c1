import type { CSSProperties, ReactElement } from 'react';
import styles from './avatar.module.css';
import type { spacing } from './tokens';

interface AvatarProps {
  url: string | null;
  name: string;
  /** Step of the spacing scale. */
  size?: keyof typeof spacing;
  /** Channels are square, people are round. */
  square?: boolean;
}

export function Avatar({ url, name, size = 8, square = false }: AvatarProps): ReactElement {
  const style = { '--size': `var(--space-${size})` } as CSSProperties;
  return (
    <span className={`${styles.avatar} ${square ? styles.square : ''}`} style={style} aria-hidden="true">
      {url ? <img src={url} alt="" /> : ([...name.trim()][0]?.toUpperCase() ?? '?')}
    </span>
  );
}
