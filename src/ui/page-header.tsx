import type { ReactElement, ReactNode } from 'react';
import { Heading } from './heading';
import styles from './page-header.module.css';

interface PageHeaderProps {
  title: string;
  body?: string;
  actions?: ReactNode;
}

export function PageHeader({ title, body, actions }: PageHeaderProps): ReactElement {
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <Heading level={1} look="heading">
          {title}
        </Heading>
        {body && <p>{body}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
