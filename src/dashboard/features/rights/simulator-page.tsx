import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { countriesIn } from '../../../modules/access';
import type { PlaybackMatrix, SimulatedViewer } from '../../../modules/playback/contract-explain';
import { EmptyState } from '../../../ui/empty-state';
import { Notice } from '../../../ui/notice';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { LibraryMatrix } from './library-matrix';
import { LintPanel, VideoLintPanel } from './lint-panel';
import { channelRightsQuery, type Tier, tiersQuery, videoRightsQuery } from './rights-api';
import styles from './simulator.module.css';
import { type Asked, matrixQuery } from './simulator-api';
import { isEmpty, SimulatorControls, type Times } from './simulator-controls';
import { mostCountries, soughtCountries } from './simulator-search';
import { VideoMatrix } from './video-matrix';

const yearMs = 365 * 86_400_000;

/** Country × time × viewer for a video, or for the library; and what is probably not meant. */
export function SimulatorPage(): ReactElement {
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/rights/simulator' });
  const search = useSearch({ from: '/inside/shell/@{$handle}/rights/simulator' });
  const navigate = useNavigate({ from: '/@{$handle}/rights/simulator' });
  const { data: tiers = [] } = useQuery(tiersQuery(handle));
  const [times, setTimes] = useState<Times>(() => spanFrom(new Date()));
  const [viewer, setViewer] = useState(0);
  const viewers = viewersOf(tiers);
  const countries = soughtCountries(search, useNamedCountries(handle, search.video));
  const asked = askedOf(search.video, countries, times, viewers, viewer);
  const matrix = useInfiniteQuery({ ...matrixQuery(handle, asked), enabled: !isEmpty(times) });
  const first = search.video ? matrix.data?.pages[0]?.items[0] : undefined;
  return (
    <div className={styles.page}>
      {!search.video && <LintPanel handle={handle} />}
      {first && <VideoLintPanel handle={handle} video={first} />}
      <SimulatorControls
        {...{ handle, countries, times, viewers, viewer, tiers }}
        video={search.video ?? null}
        onVideo={(video) => void navigate({ search: { ...search, video: video ?? undefined }, replace: true })}
        onCountries={(codes) =>
          void navigate({
            search: { ...search, countries: codes.slice(0, mostCountries).join(',') || undefined },
            replace: true,
          })
        }
        onTimes={setTimes}
        onViewer={setViewer}
      />
      <Panel
        title={t('simulator.matrix')}
        body={t(search.video ? 'simulator.matrixBody' : 'simulator.matrixBodyLibrary')}
      >
        {matrix.isPending && <Skeleton height="calc(var(--space-24) * 3)" aria-label={t('app.loading')} />}
        {matrix.isError && !matrix.data && <LoadFailure error={matrix.error} onRetry={() => void matrix.refetch()} />}
        {matrix.data && <Matrix handle={handle} pages={matrix.data.pages} video={search.video} tiers={tiers} />}
        {matrix.hasNextPage && (
          <div>
            <Button variant="default" loading={matrix.isFetchingNextPage} onClick={() => void matrix.fetchNextPage()}>
              {t('simulator.more')}
            </Button>
          </div>
        )}
      </Panel>
    </div>
  );
}

interface MatrixProps {
  handle: string;
  pages: readonly PlaybackMatrix[];
  video: string | undefined;
  tiers: readonly Tier[];
}

function Matrix({ handle, pages, video, tiers }: MatrixProps): ReactElement {
  const [page] = pages;
  const item = page?.items[0];
  if (!page || !item) return <EmptyState title={t('simulator.empty.title')} body={t('simulator.empty.body')} />;
  // While another video is asked for, the answer before still stands.
  if (!video || item.videoId !== video) return <LibraryMatrix handle={handle} pages={pages} />;
  return (
    <>
      {item.instantsCut && <Notice tone="warning">{t('simulator.cut')}</Notice>}
      <VideoMatrix handle={handle} matrix={page} video={item} tiers={tiers} />
    </>
  );
}

/** Countries that the windows in question name: those are worth trying. */
function useNamedCountries(handle: string, video: string | undefined): string[] {
  const { data: channel } = useQuery(channelRightsQuery(handle));
  const { data: own } = useQuery({ ...videoRightsQuery(video ?? ''), enabled: video !== undefined });
  const windows = [...(channel?.windows ?? []), ...(own?.windows ?? [])];
  return windows.flatMap(({ countries }) => countriesIn(countries));
}

function viewersOf(tiers: readonly Tier[]): SimulatedViewer[] {
  const holders = tiers.slice(0, 17).map(({ id }): SimulatedViewer => ({ kind: 'tier', tierId: id }));
  return [{ kind: 'anonymous' }, { kind: 'account' }, ...holders, { kind: 'purchase' }];
}

/** From this minute on for a year. */
function spanFrom(now: Date): Times {
  const from = Math.floor(now.getTime() / 60_000) * 60_000;
  return { from: new Date(from).toISOString(), until: new Date(from + yearMs).toISOString() };
}

function askedOf(
  video: string | undefined,
  countries: readonly string[],
  { from, until }: Times,
  viewers: readonly SimulatedViewer[],
  viewer: number,
): Asked {
  if (video) {
    const start = from ?? new Date(Date.now() - (Date.now() % 60_000)).toISOString();
    const end = until ?? new Date(Date.parse(start) + yearMs).toISOString();
    return { video, countries, viewers, time: { between: { from: start, until: end } } };
  }
  return { countries, viewers: viewers.slice(viewer, viewer + 1), time: from ? { instants: [from] } : {} };
}
