import type { ReactElement } from 'react';
import { t } from '../../messages/translate';
import styles from './windows.module.css';

export function NoWindows({ body }: { body: string }): ReactElement {
  return (
    <div className={styles.none}>
      <p className={styles.said}>{t('windows.none.title')}</p>
      <p>{body}</p>
    </div>
  );
}
