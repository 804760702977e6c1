import { Link } from '@tanstack/react-router';
import { Fragment, type ReactElement, useState } from 'react';
import type { MatrixAnswer, MatrixVideo, PlaybackMatrix } from '../../../modules/playback/contract-explain';
import { t } from '../../messages/translate';
import { Explanation } from './explanation';
import { MatrixCell } from './matrix-cell';
import { alike, type Group } from './matrix-groups';
import styles from './simulator.module.css';
import { answerWord, countriesName } from './simulator-words';

interface LibraryMatrixProps {
  handle: string;
  pages: readonly PlaybackMatrix[];
}

interface Row {
  video: MatrixVideo;
  answers: readonly MatrixAnswer[];
}

/** The library for one viewer at one instant: a row for each video, a column for each group of countries. */
export function LibraryMatrix({ handle, pages }: LibraryMatrixProps): ReactElement {
  const rows = pages.flatMap(({ items, answers }) => items.map((video): Row => ({ video, answers })));
  const countries = pages[0]?.countries ?? [];
  const groups = alike(countries.length, (country) => rows.map((row) => answerAt(row, country)));
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className={styles.scroll}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('simulator.column.video')}</th>
            {groups.map((group) => (
              <th key={group.join()} scope="col">
                {namesOf(group, countries)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <VideoRow key={row.video.videoId} {...{ handle, row, groups, countries, open }} onOpen={setOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface VideoRowProps {
  handle: string;
  row: Row;
  groups: readonly Group[];
  countries: readonly string[];
  open: string | null;
  onOpen(key: string | null): void;
}

function VideoRow({ handle, row, groups, countries, open, onOpen }: VideoRowProps): ReactElement {
  const { videoId, title } = row.video;
  const keyOf = (group: Group): string => [videoId, ...group].join();
  const opened = groups.find((group) => keyOf(group) === open);
  const openAnswer = opened && answerAt(row, opened[0] ?? 0);
  const labelOf = (group: Group, answer: MatrixAnswer): string =>
    t('simulator.cellOf', { title, where: namesOf(group, countries), answer: answerWord(answer) });
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <Link
            className={styles.title}
            title={title}
            to="/@{$handle}/rights/simulator"
            params={{ handle }}
            search={(before) => ({ ...before, video: videoId })}
          >
            {title}
          </Link>
        </th>
        {groups.map((group) => {
          const answer = answerAt(row, group[0] ?? 0);
          const key = keyOf(group);
          return (
            <td key={key}>
              {answer && (
                <MatrixCell
                  answer={answer}
                  label={labelOf(group, answer)}
                  open={open === key}
                  onToggle={() => onOpen(open === key ? null : key)}
                />
              )}
            </td>
          );
        })}
      </tr>
      {opened && openAnswer && (
        <tr>
          <td className={styles.explained} colSpan={groups.length + 1}>
            <Explanation
              key={open}
              handle={handle}
              videoId={videoId}
              about={labelOf(opened, openAnswer)}
              answer={openAnswer}
              onClose={() => onOpen(null)}
            />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function answerAt({ video, answers }: Row, country: number): MatrixAnswer | undefined {
  return answers[video.cells[0]?.[country]?.[0] ?? -1];
}

function namesOf(group: Group, countries: readonly string[]): string {
  return countriesName(group.flatMap((index) => countries[index] ?? []));
}
