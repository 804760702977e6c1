import { Button } from '@mantine/core';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import { Heading } from '../../../ui/heading';
import { Notice } from '../../../ui/notice';
import styles from './doors.module.css';

interface DoorFormProps {
  title: string;
  body?: string;
  /** Above the fields, for what no field can say. */
  problem: string | null;
  notice?: ReactNode;
  submit: string;
  pending: boolean;
  onSubmit(): void;
  children: ReactNode;
  foot?: ReactNode;
}

export function DoorForm(props: DoorFormProps): ReactElement {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!props.pending) props.onSubmit();
  };
  return (
    <form className={styles.box} onSubmit={submit} noValidate>
      <Heading level={1} look="heading">
        {props.title}
      </Heading>
      {props.body && <p className={styles.lead}>{props.body}</p>}
      {props.notice}
      {props.problem && (
        <Notice tone="danger" urgent>
          {props.problem}
        </Notice>
      )}
      <div className={styles.fields}>
        {props.children}
        <Button type="submit" size="md" loading={props.pending} fullWidth>
          {props.submit}
        </Button>
      </div>
      {props.foot && <div className={styles.foot}>{props.foot}</div>}
    </form>
  );
}

/** The end of a way through the doors: something is done, or a link is too old. */
export function DoorAnswer({ title, body, action }: { title: string; body: string; action: ReactNode }): ReactElement {
  return (
    <div className={styles.box} role="status">
      <Heading level={1} look="heading">
        {title}
      </Heading>
      <p className={styles.lead}>{body}</p>
      <div>{action}</div>
    </div>
  );
}
