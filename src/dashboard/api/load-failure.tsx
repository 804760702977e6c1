import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { Notice } from '../../ui/notice';
import { t } from '../messages/translate';
import { problemWords, requestIdOf } from './problem-words';

/** Stands where something should have loaded. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }): ReactElement {
  const requestId = requestIdOf(error);
  const retry = (
    <Button size="xs" variant="default" onClick={onRetry}>
      {t('action.retry')}
    </Button>
  );
  return (
    <Notice tone="danger" title={t('error.title')} actions={retry} urgent>
      {problemWords(error)}
      {requestId && ` (${t('error.requestId', { id: requestId })})`}
    </Notice>
  );
}
