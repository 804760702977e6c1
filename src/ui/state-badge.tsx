import type { ReactElement } from 'react';
import styles from './state-badge.module.css';

export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

interface StateBadgeProps {
  tone: Tone;
  label: string;
  /** Work is going on. */
  busy?: boolean;
}

/** A state in a word; the dot repeats it for the eye, never alone. */
export function StateBadge({ tone, label, busy = false }: StateBadgeProps): ReactElement {
  return (
    <span className={`${styles.badge} ${styles[tone]} ${busy ? styles.busy : ''}`}>
      <span className={styles.dot} aria-hidden="true" />
      {label}
    </span>
  );
}
