import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../../ui/empty-state';
import { Notice } from '../../../ui/notice';
import { PageHeader } from '../../../ui/page-header';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import { useLibraryRights } from '../rights/use-library-rights';
import styles from './library.module.css';
import { LibraryEmpty } from './library-empty';
import type { LibraryFilters } from './library-filters';
import { LibrarySkeleton } from './library-skeleton';
import { LibraryTable } from './library-table';
import { LibraryToolbar } from './library-toolbar';
import { useLive } from './live-context';
import { libraryQuery } from './videos-api';

const route = '/inside/shell/@{$handle}/videos' as const;

export function LibraryPage(): ReactElement {
  usePageTitle(t('library.title'));
  const { handle } = useParams({ from: route });
  const filters = useSearch({ from: route });
  const navigate = useNavigate({ from: '/@{$handle}/videos' });
  const setFilters = (next: LibraryFilters): void => void navigate({ search: next, replace: true });
  const live = useLive();
  return (
    <>
      <PageHeader title={t('library.title')} />
      <LibraryToolbar filters={filters} onChange={setFilters} />
      {!live && <Notice tone="warning">{t('library.stale')}</Notice>}
      <Library key={handle} handle={handle} filters={filters} onClear={() => setFilters({})} />
    </>
  );
}

interface LibraryProps {
  handle: string;
  filters: LibraryFilters;
  onClear(): void;
}

function Library({ handle, filters, onClear }: LibraryProps): ReactElement {
  const library = useInfiniteQuery(libraryQuery(handle, filters));
  const pages = (library.data?.pages ?? []).map(({ items }) => items);
  const rights = useLibraryRights(handle, pages);
  const own = useOwnChannel(handle);
  const makes = own !== null && mayMake(own.role);
  if (library.isPending) return <LibrarySkeleton picks={makes} />;
  if (library.isError && !library.data) {
    return <LoadFailure error={library.error} onRetry={() => void library.refetch()} />;
  }
  const videos = pages.flat();
  if (videos.length === 0) {
    if (!filters.q && !filters.status) return <LibraryEmpty makes={makes} />;
    const clear = (
      <Button variant="default" onClick={onClear}>
        {t('library.none.clear')}
      </Button>
    );
    return <EmptyState title={t('library.none.title')} body={t('library.none.body')} actions={clear} />;
  }
  return (
    <>
      <LibraryTable handle={handle} videos={videos} rights={rights} makes={makes} />
      {library.hasNextPage && (
        <div className={styles.foot}>
          <Button variant="default" loading={library.isFetchingNextPage} onClick={() => void library.fetchNextPage()}>
            {t('library.more')}
          </Button>
        </div>
      )}
    </>
  );
}
