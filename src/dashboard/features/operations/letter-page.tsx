import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../../ui/empty-state';
import { formatMoment } from '../../../ui/format-date';
import { Icon } from '../../../ui/icon';
import { PageHeader } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { isApiProblem } from '../../api/api';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { LetterActions } from './letter-actions';
import { LetterState } from './letter-state';
import styles from './operations.module.css';
import { type Letter, letterQuery } from './operations-api';

export function LetterPage(): ReactElement {
  const { letterId } = useParams({ from: '/inside/shell/operations/dead-letters/$letterId' });
  usePageTitle(t('letter.title', { id: letterId }));
  const { data: letter, isPending, isError, error, refetch } = useQuery(letterQuery(letterId));
  const isMissing = isApiProblem(error) && error.status === 404;
  return (
    <div className={styles.page}>
      <Button
        component={Link}
        to="/operations"
        variant="subtle"
        className={styles.back}
        leftSection={<Icon name="arrowLeft" />}
      >
        {t('letter.back')}
      </Button>
      {!isMissing && (
        <PageHeader
          title={t('letter.title', { id: letterId })}
          body={letter?.consumer}
          actions={letter && <LetterActions letter={letter} />}
        />
      )}
      {isPending && <Skeleton height="var(--space-24)" aria-label={t('app.loading')} />}
      {isMissing && <EmptyState level={1} title={t('error.notFound.title')} body={t('error.notFound.body')} />}
      {isError && !isMissing && !letter && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {letter && <Whole letter={letter} />}
    </div>
  );
}

function Whole({ letter }: { letter: Letter }): ReactElement {
  const facts: [name: string, value: string][] = [
    [t('letter.topic'), letter.topic],
    [t('letter.attempts'), String(letter.attempts)],
    [t('letter.died'), formatMoment(letter.diedAt)],
    [t('letter.published'), formatMoment(letter.publishedAt)],
    [t('letter.requestId'), letter.requestId ?? t('letter.noRequest')],
    [t('letter.messageId'), letter.messageId],
    ...(letter.discardReason ? [[t('letter.reason'), letter.discardReason] as [string, string]] : []),
  ];
  return (
    <>
      <Panel title={t('letter.error')} action={<LetterState letter={letter} />}>
        <pre className={styles.text}>{letter.error}</pre>
      </Panel>
      <Panel title={t('letter.message')}>
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t('letter.bodyOf')}>
        <pre className={styles.text}>{JSON.stringify(letter.body, null, 2)}</pre>
      </Panel>
    </>
  );
}
