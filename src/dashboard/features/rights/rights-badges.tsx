import type { ReactElement } from 'react';
import type { VideoRightsView } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import styles from './access.module.css';
import { type Badge, badgesOf } from './badges';

/** Access and rights of a video in a list: only what differs from free and everywhere. */
export function RightsBadges({ rights }: { rights: VideoRightsView | undefined }): ReactElement | null {
  const badges: Badge[] = rights ? badgesOf(rights, Date.now()) : [];
  if (badges.length === 0) return null;
  return (
    <ul className={styles.badges} aria-label={t('rights.title')}>
      {badges.map(({ label, said, tone }) => (
        <li key={said} className={styles.badge} data-tone={tone} title={said}>
          {label}
        </li>
      ))}
    </ul>
  );
}
