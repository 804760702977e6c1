import { Button, Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon } from '../../../ui/icon';
import { ProgressLine } from '../../../ui/progress-line';
import { t } from '../../messages/translate';
import { nameOf, percentOf, type Rendition, sizeOf } from './qualities';
import styles from './qualities.module.css';

interface QualityRowProps {
  rendition: Rendition;
  /** Null where it may only be looked at. */
  onRetry: (() => void) | null;
}

export function QualityRow({ rendition, onRetry }: QualityRowProps): ReactElement {
  const { state, progress, failure } = rendition;
  const name = nameOf(rendition);
  return (
    <li className={styles.row} data-state={state}>
      <div className={styles.line}>
        <span className={styles.name}>{name}</span>
        <span className={styles.size}>{sizeOf(rendition)}</span>
        <span className={styles.meter}>
          {state === 'working' && <ProgressLine value={progress} label={t('rendition.progress', { name })} />}
        </span>
        <span className={styles.state}>
          {state === 'ready' && <Icon name="check" size={16} />}
          {state === 'failed' && <Icon name="alert" size={16} />}
          {state === 'working' ? t('rendition.working', { percent: percentOf(progress) }) : t(`rendition.${state}`)}
        </span>
      </div>
      {state === 'failed' && (
        <div className={styles.failure}>
          <p>{failure ?? t('qualities.failure')}</p>
          {onRetry && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Icon name="retry" size={16} />}
              aria-label={t('qualities.retryNamed', { name })}
              onClick={onRetry}
            >
              {t('qualities.retry')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** Keeps the place of qualities that are not known yet. */
export function QualityRowSkeleton({ count }: { count: number }): ReactElement {
  return (
    <div className={styles.list} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className={styles.row}>
          <div className={styles.line}>
            <Skeleton height="var(--space-3)" className={styles.skeleton} />
          </div>
        </div>
      ))}
    </div>
  );
}
