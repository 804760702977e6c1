import { Button } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import type { ReactElement, ReactNode } from 'react';
import { problemWords } from '../api/problem-words';
import { t } from '../messages/translate';
import styles from './notify.module.css';

const readingMs = 10_000;
const closeButtonProps = { 'aria-label': t('action.close') };

/** Where notices appear; once, above everything. */
export function NoticePlace(): ReactElement {
  return <Notifications className={styles.place} position="bottom-center" limit={4} />;
}

export function notifyDone(message: string): void {
  notifications.show({ message, closeButtonProps });
}

export function notifyProblem(error: unknown): void {
  notifications.show({
    color: 'red',
    role: 'alert',
    message: problemWords(error),
    autoClose: readingMs,
    closeButtonProps,
  });
}

/** Says what was done and offers one way on from there, usually back. */
export function notifyWithAction(message: string, label: string, act: () => void): void {
  const id = notifications.show({ message: withAction(message, label, run), autoClose: readingMs, closeButtonProps });
  function run(): void {
    notifications.hide(id);
    act();
  }
}

export function notifyWithUndo(message: string, undo: () => void): void {
  notifyWithAction(message, t('action.undo'), undo);
}

function withAction(message: string, label: string, act: () => void): ReactNode {
  return (
    <span className={styles.row}>
      <span>{message}</span>
      <Button size="compact-sm" variant="light" onClick={act}>
        {label}
      </Button>
    </span>
  );
}
