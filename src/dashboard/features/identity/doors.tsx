import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Heading } from '../../../ui/heading';
import { WordMark } from '../../../ui/mark';
import { t } from '../../messages/translate';
import styles from './doors.module.css';
import { GuidePicture } from './guide-picture';

/** What surrounds signing up, signing in and the links that mails carry. */
export function Doors(): ReactElement {
  return (
    <div className={styles.doors}>
      <aside className={styles.pitch}>
        <GuidePicture />
        <a href="/" aria-label={t('app.name')} style={{ position: 'relative', textDecoration: 'none' }}>
          <WordMark size={28} />
        </a>
        <div className={styles.words}>
          <Heading level={2} look="display">
            {t('identity.pitch.title')}
          </Heading>
          <ul>
            <li>{t('identity.pitch.upload')}</li>
            <li>{t('identity.pitch.schedule')}</li>
            <li>{t('identity.pitch.rights')}</li>
          </ul>
        </div>
      </aside>
      <main className={styles.form} id="content">
        <a href="/" className={styles.phoneMark} aria-label={t('app.name')} style={{ textDecoration: 'none' }}>
          <WordMark size={28} />
        </a>
        <Outlet />
      </main>
    </div>
  );
}
