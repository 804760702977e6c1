import { Button, NativeSelect, Skeleton, Switch } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { EmptyState } from '../../../ui/empty-state';
import { formatDistance, formatMoment } from '../../../ui/format-date';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import { LetterState } from './letter-state';
import styles from './operations.module.css';
import {
  figuresQuery,
  type LetterFilter,
  type LetterLine,
  lettersQuery,
  operationsKey,
  replayLetters,
} from './operations-api';

export function LettersPanel(): ReactElement {
  const [filter, setFilter] = useState<LetterFilter>({ consumer: null, settled: false });
  const letters = useInfiniteQuery(lettersQuery(filter));
  const lines = letters.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel title={t('letters.title')} body={t('letters.body')} action={<ReplayAll consumer={filter.consumer} />}>
      <Filters filter={filter} onChange={setFilter} />
      {letters.isPending && <Skeleton height="var(--space-16)" aria-label={t('app.loading')} />}
      {letters.isError && !letters.data && <LoadFailure error={letters.error} onRetry={() => void letters.refetch()} />}
      {letters.data && lines.length === 0 && (
        <EmptyState
          title={t('letters.empty.title')}
          body={t('letters.empty.body')}
          picture={<Icon name="check" size={48} />}
        />
      )}
      {lines.length > 0 && (
        <ul>
          {lines.map((letter) => (
            <LetterRow key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
      {letters.hasNextPage && (
        <Button variant="default" loading={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
          {t('letters.more')}
        </Button>
      )}
    </Panel>
  );
}

function Filters({ filter, onChange }: { filter: LetterFilter; onChange(filter: LetterFilter): void }): ReactElement {
  const { data } = useQuery(figuresQuery);
  const names = new Set(data?.deadLettersByConsumer.map(({ consumer }) => consumer));
  if (filter.consumer) names.add(filter.consumer);
  return (
    <div className={styles.filters}>
      <NativeSelect
        label={t('letters.consumer')}
        data={[{ value: '', label: t('letters.everyConsumer') }, ...names]}
        value={filter.consumer ?? ''}
        onChange={(event) => onChange({ ...filter, consumer: event.currentTarget.value || null })}
      />
      <Switch
        label={t('letters.settled')}
        checked={filter.settled}
        onChange={(event) => onChange({ ...filter, settled: event.currentTarget.checked })}
      />
    </div>
  );
}

function ReplayAll({ consumer }: { consumer: string | null }): ReactElement | null {
  const client = useQueryClient();
  const { data } = useQuery(figuresQuery);
  const replaying = useMutation({
    mutationFn: () => replayLetters(consumer),
    onSuccess: ({ replayed }) => notifyDone(t('letters.replayedMany', { count: replayed })),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: operationsKey }),
  });
  const concerned = data?.deadLettersByConsumer.filter((entry) => !consumer || entry.consumer === consumer) ?? [];
  const count = concerned.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  if (count === 0) return null;
  return (
    <Button
      variant="default"
      leftSection={<Icon name="retry" />}
      loading={replaying.isPending}
      onClick={() => replaying.mutate()}
    >
      {t('letters.replayAll', { count })}
    </Button>
  );
}

function LetterRow({ letter }: { letter: LetterLine }): ReactElement {
  const { id, consumer, error, attempts, diedAt } = letter;
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <Link to="/operations/dead-letters/$letterId" params={{ letterId: id }} className={styles.link}>
          {consumer}
        </Link>
        <div className={styles.error}>{error}</div>
        <div className={styles.muted} title={formatMoment(diedAt)}>
          {[formatDistance(diedAt), t('letters.attempts', { count: attempts })].join(' · ')}
        </div>
      </div>
      <LetterState letter={letter} />
    </li>
  );
}
