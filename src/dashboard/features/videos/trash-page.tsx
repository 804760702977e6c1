import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { EmptyState } from '../../../ui/empty-state';
import { formatDistance, formatMoment } from '../../../ui/format-date';
import { Icon } from '../../../ui/icon';
import { PageHeader } from '../../../ui/page-header';
import { Poster } from '../../../ui/poster';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import styles from './library.module.css';
import { LibrarySkeleton } from './library-skeleton';
import { useVideoVerbs } from './use-video-verbs';
import { libraryQuery } from './videos-api';

export function TrashPage(): ReactElement {
  usePageTitle(t('trash.title'));
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/trash' });
  const trash = useInfiniteQuery(libraryQuery(handle, {}, true));
  const own = useOwnChannel(handle);
  const videos = trash.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageHeader title={t('trash.title')} body={t('trash.body')} />
      {trash.isPending && <LibrarySkeleton />}
      {trash.isError && !trash.data && <LoadFailure error={trash.error} onRetry={() => void trash.refetch()} />}
      {trash.data && videos.length === 0 && (
        <EmptyState
          title={t('trash.empty.title')}
          body={t('trash.empty.body')}
          picture={<Icon name="trash" size={48} />}
        />
      )}
      {videos.length > 0 && (
        <table className={styles.table}>
          <tbody>
            {videos.map((video) => (
              <TrashRow key={video.id} handle={handle} video={video} makes={own !== null && mayMake(own.role)} />
            ))}
          </tbody>
        </table>
      )}
      {trash.hasNextPage && (
        <div className={styles.foot}>
          <Button variant="default" loading={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
            {t('library.more')}
          </Button>
        </div>
      )}
    </>
  );
}

interface TrashRowProps {
  handle: string;
  video: VideoTeamView;
  makes: boolean;
}

function TrashRow({ handle, video, makes }: TrashRowProps): ReactElement {
  const verbs = useVideoVerbs();
  const [busy, setBusy] = useState(false);
  const restore = (): void => {
    setBusy(true);
    void verbs.restore([video]).finally(() => setBusy(false));
  };
  const { title, trashedAt, purgeAt } = video;
  return (
    <tr className={styles.row}>
      <td>
        <div className={styles.video}>
          <Poster url={video.posterUrl} durationMs={video.durationMs} />
          <div>
            <Link to="/@{$handle}/videos/$videoId" params={{ handle, videoId: video.id }} className={styles.titleLink}>
              {title}
            </Link>
            {purgeAt && (
              <div className={styles.muted} title={formatMoment(purgeAt)}>
                {t('trash.purge', { when: formatDistance(purgeAt) })}
              </div>
            )}
          </div>
        </div>
      </td>
      <td className={`${styles.colVisibility} ${styles.muted}`}>
        {trashedAt && t('trash.since', { when: formatDistance(trashedAt) })}
      </td>
      <td className={styles.colVisibility}>
        {makes && (
          <div className={styles.above}>
            <Button
              variant="default"
              size="xs"
              loading={busy}
              onClick={restore}
              aria-label={t('video.restoreNamed', { title })}
            >
              {t('video.restore')}
            </Button>
          </div>
        )}
      </td>
    </tr>
  );
}
