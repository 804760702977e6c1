import { Link, Outlet, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHeader } from '../../../ui/page-header';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import styles from '../channels/settings.module.css';

export function RightsLayout(): ReactElement {
  usePageTitle(t('rights.title'));
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/rights' });
  return (
    <>
      <PageHeader title={t('rights.title')} body={t('rights.body')} />
      <nav className={styles.sections} aria-label={t('rights.sections')}>
        <Link to="/@{$handle}/rights" params={{ handle }} activeOptions={{ exact: true }}>
          {t('rights.channel')}
        </Link>
        <Link to="/@{$handle}/rights/people" params={{ handle }}>
          {t('rights.people')}
        </Link>
        <Link to="/@{$handle}/rights/simulator" params={{ handle }} activeOptions={{ includeSearch: false }}>
          {t('rights.simulator')}
        </Link>
      </nav>
      <Outlet />
    </>
  );
}
