import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { LintedVideo } from '../../../modules/playback/contract-explain';
import { Panel } from '../../../ui/panel';
import { StateBadge } from '../../../ui/state-badge';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import styles from './simulator.module.css';
import { lintQuery } from './simulator-api';

/** What no longer fits together in the library, with the way to mend it. */
export function LintPanel({ handle }: { handle: string }): ReactElement {
  const lint = useInfiniteQuery(lintQuery(handle));
  const found = (lint.data?.pages ?? []).flatMap(({ items }) => items).filter(({ findings }) => findings.length > 0);
  return (
    <Panel title={t('lint.title')} body={t('lint.body')}>
      {lint.isPending && <Skeleton height="var(--space-12)" aria-label={t('app.loading')} />}
      {lint.isError && !lint.data && <LoadFailure error={lint.error} onRetry={() => void lint.refetch()} />}
      {lint.data && found.length === 0 && !lint.hasNextPage && <p>{t('lint.clean')}</p>}
      {found.length > 0 && <Findings handle={handle} videos={found} />}
      {lint.hasNextPage && (
        <div>
          <Button
            size="xs"
            variant="default"
            loading={lint.isFetchingNextPage}
            onClick={() => void lint.fetchNextPage()}
          >
            {t('lint.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** Of the one video that is being tried. */
export function VideoLintPanel({ handle, video }: { handle: string; video: LintedVideo }): ReactElement {
  return (
    <Panel title={t('lint.title')}>
      {video.findings.length === 0 ? <p>{t('lint.cleanVideo')}</p> : <Findings handle={handle} videos={[video]} />}
    </Panel>
  );
}

function Findings({ handle, videos }: { handle: string; videos: readonly LintedVideo[] }): ReactElement {
  return (
    <ul className={styles.findings}>
      {videos.map(({ videoId, title, findings }) => (
        <li key={videoId}>
          <Link to="/@{$handle}/videos/$videoId/rights" params={{ handle, videoId }}>
            {title}
          </Link>
          <ul className={styles.finding}>
            {findings.map(({ code, severity, detail, from }) => (
              <li key={`${code}-${from}-${detail}`}>
                <StateBadge tone={severity === 'error' ? 'danger' : 'warning'} label={t(`lint.${severity}`)} />
                <span>{detail}</span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
