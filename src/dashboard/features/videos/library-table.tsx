import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import type { VideoRightsView } from '../../../modules/rights/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { t } from '../../messages/translate';
import { BulkBar } from './bulk-bar';
import styles from './library.module.css';
import { LibraryRow } from './library-row';

interface LibraryTableProps {
  handle: string;
  videos: readonly VideoTeamView[];
  /** By video; absent while it is not known. */
  rights: ReadonlyMap<string, VideoRightsView>;
  makes: boolean;
}

export function LibraryTable({ handle, videos, rights, makes }: LibraryTableProps): ReactElement {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selected = videos.filter(({ id }) => chosen.has(id));
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const all = selected.length === videos.length;
  return (
    <>
      <table className={styles.table} onKeyDown={moveBetweenRows}>
        <thead>
          <tr>
            {makes && (
              <th className={styles.pick}>
                <Checkbox
                  aria-label={t('library.selectAll')}
                  checked={all}
                  indeterminate={!all && selected.length > 0}
                  onChange={() => setChosen(new Set(all ? [] : videos.map(({ id }) => id)))}
                />
              </th>
            )}
            <th>{t('library.column.video')}</th>
            <th className={styles.colState}>{t('library.column.state')}</th>
            <th className={styles.colVisibility}>{t('library.column.visibility')}</th>
            <th className={styles.colDate}>{t('library.column.date')}</th>
            <th className={styles.colActions}>
              <span className="visually-hidden">{t('library.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {videos.map((video) => (
            <LibraryRow
              key={video.id}
              handle={handle}
              video={video}
              rights={rights.get(video.id)}
              makes={makes}
              selected={chosen.has(video.id)}
              onSelect={(on) => choose(video.id, on)}
            />
          ))}
        </tbody>
      </table>
      {selected.length > 0 && <BulkBar handle={handle} videos={selected} onDone={() => setChosen(new Set())} />}
    </>
  );
}

/** Arrow keys and j, k go from title to title. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLAnchorElement)) return;
  const titles = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a[data-row]')];
  const next = titles[titles.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
