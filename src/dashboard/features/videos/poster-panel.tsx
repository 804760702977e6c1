import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { KeyboardEvent, ReactElement } from 'react';
import type { PosterChoice } from '../../../modules/media/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatRunTime } from '../../../ui/format-duration';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { postersQuery } from './media-api';
import styles from './posters.module.css';
import { useChoosePoster } from './use-choose-poster';

const pollMs = 5_000;

/** Stills of the film, one of which stands for it. */
export function PosterPanel({ video }: { video: VideoTeamView }): ReactElement {
  const working = video.status === 'processing' || (video.status === 'ready' && video.progress < 1);
  const { data, error, isPending, refetch } = useQuery({
    ...postersQuery(video),
    refetchInterval: ({ state }) => (working && state.data?.items.length === 0 ? pollMs : false),
  });
  const choose = useChoosePoster(video);
  const items = data?.items ?? [];
  return (
    <Panel title={t('poster.title')} body={t('poster.body')}>
      {error && !data && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {isPending && <TileSkeletons />}
      {data && items.length === 0 && (
        <>
          {working && <TileSkeletons />}
          <p className={styles.empty}>{t(`poster.none.${noneBecause(video, working)}`)}</p>
        </>
      )}
      {items.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
        <div className={styles.grid} role="group" aria-label={t('poster.choices')} onKeyDown={moveBetweenTiles}>
          {items.map((item) => (
            <Tile key={item.id} item={item} onChoose={() => choose(item)} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function noneBecause({ status, playable }: VideoTeamView, working: boolean): 'working' | 'ready' | 'failed' | 'draft' {
  if (working) return 'working';
  if (playable) return 'ready';
  return status === 'failed' ? 'failed' : 'draft';
}

function Tile({ item, onChoose }: { item: PosterChoice; onChoose(): void }): ReactElement {
  const { url, atSeconds, chosen } = item;
  const time = atSeconds === null ? null : formatRunTime(atSeconds * 1000);
  return (
    <button
      type="button"
      className={styles.tile}
      aria-pressed={chosen}
      aria-label={time ? t('poster.at', { time }) : t('poster.other')}
      onClick={chosen ? undefined : onChoose}
    >
      <img src={url} alt="" loading="lazy" decoding="async" />
      {time && <span className={styles.time}>{time}</span>}
      {chosen && (
        <span className={styles.mark}>
          <Icon name="check" size={16} />
          {t('poster.chosen')}
        </span>
      )}
    </button>
  );
}

function TileSkeletons(): ReactElement {
  return (
    <div className={styles.grid} aria-hidden="true">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className={styles.place} height="auto" />
      ))}
    </div>
  );
}

/** Arrow keys go from still to still; Enter or Space chooses. */
function moveBetweenTiles(event: KeyboardEvent<HTMLDivElement>): void {
  const tiles = [...event.currentTarget.querySelectorAll('button')];
  const at = tiles.indexOf(event.target as HTMLButtonElement);
  const columns = tiles.filter(({ offsetTop }) => offsetTop === tiles[0]?.offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  const next = step === undefined || at < 0 ? undefined : tiles[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
