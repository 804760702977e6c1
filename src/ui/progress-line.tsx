import type { ReactElement } from 'react';
import styles from './progress-line.module.css';

interface ProgressLineProps {
  /** 0 to 1. */
  value: number;
  /** What makes progress, for those who cannot see the line. */
  label: string;
  look?: 'going' | 'paused' | 'success' | 'danger';
}

export function ProgressLine({ value, label, look = 'going' }: ProgressLineProps): ReactElement {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div
      className={`${styles.track} ${look === 'going' ? '' : styles[look]}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
    >
      <div className={styles.fill} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
