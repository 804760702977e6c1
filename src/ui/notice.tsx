import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import styles from './notice.module.css';
import type { Tone } from './state-badge';

interface NoticeProps {
  tone: Tone;
  title?: string;
  /** What happened, what is safe, what to do. */
  children: ReactNode;
  actions?: ReactNode;
  /** Spoken at once when it appears. */
  urgent?: boolean;
}

const icons: Record<Tone, IconName> = {
  neutral: 'eye',
  accent: 'alert',
  success: 'check',
  warning: 'alert',
  danger: 'alert',
};

export function Notice({ tone, title, children, actions, urgent = false }: NoticeProps): ReactElement {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={urgent ? 'alert' : undefined}>
      <span className={styles.icon}>
        <Icon name={icons[tone]} />
      </span>
      <div className={styles.words}>
        {title && <p className={styles.title}>{title}</p>}
        <div>{children}</div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
