import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import styles from './operations.module.css';
import { figuresQuery } from './operations-api';

export function Figures(): ReactElement | null {
  const { data, error, isError, refetch } = useQuery(figuresQuery);
  if (!data) return isError ? <LoadFailure error={error} onRetry={() => void refetch()} /> : null;
  const { unsent, oldestUnsentSeconds, deadLetters, lagSeconds, overdue } = data;
  return (
    <dl className={styles.figures}>
      <Figure
        name={t('figures.unsent')}
        value={unsent === 0 ? t('figures.unsentNone') : seconds(oldestUnsentSeconds)}
        note={t('figures.unsentCount', { count: unsent })}
      />
      <Figure name={t('figures.dead')} value={String(deadLetters)} note={t('figures.deadNote')} />
      <Figure
        name={t('figures.lag')}
        value={lagSeconds ? seconds(lagSeconds.p95) : t('figures.lagNone')}
        note={t('figures.lagNote')}
      />
      <Figure name={t('figures.overdue')} value={String(overdue)} note={t('figures.overdueNote')} />
    </dl>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: string }): ReactElement {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.muted}>{note}</dd>
    </div>
  );
}

function seconds(value: number): string {
  return t('figures.seconds', { seconds: value < 10 ? value.toFixed(2) : Math.round(value) });
}
