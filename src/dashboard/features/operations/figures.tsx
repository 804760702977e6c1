import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import styles from './operations.module.css';
import { type FlowFigures, figuresQuery } from './operations-api';

/** Keeps its place while the figures are on their way, so that nothing below it moves. */
export function Figures(): ReactElement {
  const { data, error, isError, refetch } = useQuery(figuresQuery);
  if (!data && isError) return <LoadFailure error={error} onRetry={() => void refetch()} />;
  const known = (of: (figures: FlowFigures) => string): string => (data ? of(data) : t('figures.loading'));
  return (
    <dl className={styles.figures}>
      <Figure
        name={t('figures.unsent')}
        value={known(({ unsent, oldestUnsentSeconds: oldest }) =>
          unsent === 0 ? t('figures.unsentNone') : seconds(oldest),
        )}
        note={known(({ unsent }) => t('figures.unsentCount', { count: unsent }))}
      />
      <Figure
        name={t('figures.dead')}
        value={known(({ deadLetters }) => String(deadLetters))}
        note={t('figures.deadNote')}
      />
      <Figure
        name={t('figures.lag')}
        value={known(({ lagSeconds }) => (lagSeconds ? seconds(lagSeconds.p95) : t('figures.lagNone')))}
        note={t('figures.lagNote')}
      />
      <Figure
        name={t('figures.overdue')}
        value={known(({ overdue }) => String(overdue))}
        note={t('figures.overdueNote')}
      />
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
