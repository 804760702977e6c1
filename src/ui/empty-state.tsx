import type { ReactElement, ReactNode } from 'react';
import styles from './empty-state.module.css';
import { Heading } from './heading';

interface EmptyStateProps {
  title: string;
  body: string;
  picture?: ReactNode;
  actions?: ReactNode;
  level?: 1 | 2;
}

/** Says what belongs here and how it gets here. */
export function EmptyState({ title, body, picture, actions, level = 2 }: EmptyStateProps): ReactElement {
  return (
    <div className={styles.empty}>
      {picture && <div className={styles.picture}>{picture}</div>}
      <Heading level={level} look="title">
        {title}
      </Heading>
      <p>{body}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
