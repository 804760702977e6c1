import { Link, Outlet, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHeader } from '../../../ui/page-header';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import styles from './settings.module.css';

export function SettingsLayout(): ReactElement {
  usePageTitle(t('settings.title'));
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/settings' });
  const exact = { activeOptions: { exact: true } };
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <nav className={styles.sections} aria-label={t('settings.sections')}>
        <Link to="/@{$handle}/settings" params={{ handle }} {...exact}>
          {t('settings.channel')}
        </Link>
        <Link to="/@{$handle}/settings/team" params={{ handle }} {...exact}>
          {t('settings.team')}
        </Link>
      </nav>
      <Outlet />
    </>
  );
}
