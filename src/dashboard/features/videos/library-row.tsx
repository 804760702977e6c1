import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, type ReactElement } from 'react';
import type { VideoRightsView } from '../../../modules/rights/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment, formatWhen } from '../../../ui/format-date';
import { Poster } from '../../../ui/poster';
import { t } from '../../messages/translate';
import { RightsBadges } from '../rights/rights-badges';
import styles from './library.module.css';
import { StateCell } from './state-cell';
import { VideoMenu } from './video-menu';
import { VisibilityCell } from './visibility-cell';

interface LibraryRowProps {
  handle: string;
  video: VideoTeamView;
  rights: VideoRightsView | undefined;
  makes: boolean;
  selected: boolean;
  onSelect(selected: boolean): void;
}

export const LibraryRow = memo(function LibraryRow(props: LibraryRowProps): ReactElement {
  const { handle, video, rights, makes, selected, onSelect } = props;
  const date = video.publication?.publishedAt ?? video.createdAt;
  const said = video.publication ? 'video.published' : 'video.created';
  return (
    <tr className={styles.row} data-selected={selected}>
      {makes && (
        <td className={styles.pick}>
          <Checkbox
            className={styles.above}
            aria-label={t('library.select', { title: video.title })}
            checked={selected}
            onChange={(event) => onSelect(event.currentTarget.checked)}
          />
        </td>
      )}
      <td>
        <TitleCell handle={handle} video={video} />
      </td>
      <td className={styles.colState}>
        <StateCell video={video} />
      </td>
      <td className={styles.colVisibility}>
        <VisibilityCell video={video} />
        <RightsBadges rights={rights} />
      </td>
      <td className={`${styles.dateCell} ${styles.muted}`}>
        <time dateTime={date} title={t(said, { when: formatMoment(date) })}>
          {formatWhen(date)}
        </time>
      </td>
      <td className={styles.colActions}>
        <div className={styles.above}>
          <VideoMenu handle={handle} video={video} makes={makes} />
        </div>
      </td>
    </tr>
  );
}, sameRow);

function sameRow(before: LibraryRowProps, after: LibraryRowProps): boolean {
  const keys = ['video', 'rights', 'selected', 'makes'] as const;
  return keys.every((key) => before[key] === after[key]);
}

function TitleCell({ handle, video }: { handle: string; video: VideoTeamView }): ReactElement {
  const { id, title, tags, posterUrl, durationMs } = video;
  return (
    <div className={styles.video}>
      <Poster url={posterUrl} durationMs={durationMs} />
      <div>
        <Link
          to="/@{$handle}/videos/$videoId"
          params={{ handle, videoId: id }}
          className={styles.titleLink}
          title={title}
          data-row
        >
          {title}
        </Link>
        {tags.length > 0 && <div className={styles.tags}>{tags.join(' · ')}</div>}
      </div>
    </div>
  );
}
