import { type ReactElement, type ReactNode, useId } from 'react';
import { Heading } from './heading';
import styles from './panel.module.css';

interface PanelProps {
  title: string;
  body?: string;
  action?: ReactNode;
  children?: ReactNode;
}

/** One subject of a page, with its name. */
export function Panel({ title, body, action, children }: PanelProps): ReactElement {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <Heading level={2} look="section" id={id}>
          {title}
        </Heading>
        {action}
      </div>
      {body && <p className={styles.body}>{body}</p>}
      {children}
    </section>
  );
}
