import type { ReactElement } from 'react';
import { Mark } from '../../ui/mark';

interface NoticeProps {
  title: string;
  text: string;
  action?: { href: string; label: string };
  /** A page of its own, or a part of one. */
  level?: 'page' | 'part';
}

/** One calm sentence and one way on: for empty lists, wrong addresses and broken days. */
export function Notice({ title, text, action, level = 'page' }: NoticeProps): ReactElement {
  const Heading = level === 'page' ? 'h1' : 'h2';
  return (
    <section className={`notice notice-${level}`}>
      <Mark size={level === 'page' ? 56 : 40} />
      <Heading>{title}</Heading>
      <p>{text}</p>
      {action && (
        <a className="button" href={action.href}>
          {action.label}
        </a>
      )}
    </section>
  );
}
