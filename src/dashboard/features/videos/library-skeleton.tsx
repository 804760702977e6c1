import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { t } from '../../messages/translate';
import styles from './library.module.css';

/** The list before it is known, in its own measures so that nothing jumps. */
export function LibrarySkeleton({ picks = false }: { picks?: boolean }): ReactElement {
  return (
    <table className={styles.table} aria-busy="true" aria-label={t('app.loading')}>
      <tbody>
        {picks && (
          <tr className={styles.headSkeleton}>
            <td colSpan={6} />
          </tr>
        )}
        {[0, 1, 2, 3, 4].map((row) => (
          <tr key={row} className={styles.row}>
            {picks && <td className={styles.pick} />}
            <td>
              <div className={styles.video}>
                <Skeleton radius="sm" height="auto" style={{ aspectRatio: '16 / 9' }} />
                <Skeleton height="var(--space-4)" width={`${70 - row * 8}%`} />
              </div>
            </td>
            <td className={styles.colState}>
              <Skeleton height="var(--space-4)" width="50%" />
            </td>
            <td className={styles.colVisibility}>
              <Skeleton height="var(--space-4)" width="60%" />
            </td>
            <td className={styles.dateSkeleton} />
            <td className={styles.colActions} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
