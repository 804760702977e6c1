import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Icon } from '../../../ui/icon';
import { PageHeader } from '../../../ui/page-header';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { Countries } from './countries';
import { Figures } from './figures';
import { LettersPanel } from './letters-panel';
import styles from './operations.module.css';

export function OperationsPage(): ReactElement {
  usePageTitle(t('operations.title'));
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('operations.title')}
        body={t('operations.body')}
        actions={
          <Button component={Link} to="/operations/explain" variant="default" leftSection={<Icon name="search" />}>
            {t('explain.link')}
          </Button>
        }
      />
      <Figures />
      <LettersPanel />
      <Countries />
    </div>
  );
}
