import { useNetwork } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import styles from './shell.module.css';

export function OfflineBanner(): ReactElement {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <div className={styles.offline}>
          <Icon name="cloudOff" />
          <strong>{t('offline.title')}</strong>
          <span>{t('offline.body')}</span>
        </div>
      )}
    </div>
  );
}
