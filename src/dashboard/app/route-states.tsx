import { Button, Loader } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../ui/empty-state';
import { isApiProblem } from '../api/api';
import { LoadFailure } from '../api/load-failure';
import { t } from '../messages/translate';
import { Crash } from './error-boundary';
import styles from './route-states.module.css';

export function NotFound(): ReactElement {
  const action = (
    <Button component={Link} to="/">
      {t('error.notFound.action')}
    </Button>
  );
  return <EmptyState level={1} title={t('error.notFound.title')} body={t('error.notFound.body')} actions={action} />;
}

/** A page that failed: said in its place, the rest of the studio stays. */
export function RouteFailure({ error, reset }: ErrorComponentProps): ReactElement {
  if (!isApiProblem(error)) return <Crash onReload={() => window.location.reload()} />;
  return (
    <div className={styles.middle}>
      <LoadFailure error={error} onRetry={reset} />
    </div>
  );
}

export function Pending(): ReactElement {
  return (
    <div className={styles.middle} role="status" aria-label={t('app.loading')}>
      <Loader />
    </div>
  );
}
