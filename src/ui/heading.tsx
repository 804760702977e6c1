import type { ReactElement, ReactNode } from 'react';
import styles from './heading.module.css';

interface HeadingProps {
  level: 1 | 2 | 3;
  look?: 'display' | 'heading' | 'title' | 'section';
  id?: string;
  children: ReactNode;
}

export function Heading({ level, look = 'title', id, children }: HeadingProps): ReactElement {
  const Tag = `h${level}` as const;
  return (
    <Tag id={id} className={styles[look]}>
      {children}
    </Tag>
  );
}
