import { Fragment, type ReactElement, useState } from 'react';
import type { MatrixVideo, PlaybackMatrix } from '../../../modules/playback/contract-explain';
import { formatDayTime } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import { Explanation } from './explanation';
import { MatrixCell } from './matrix-cell';
import { type Section, sectionsOf } from './matrix-groups';
import type { Tier } from './rights-api';
import styles from './simulator.module.css';
import { answerWord, countriesName, viewersName } from './simulator-words';

interface VideoMatrixProps {
  handle: string;
  matrix: PlaybackMatrix;
  video: MatrixVideo;
  tiers: readonly Tier[];
}

/** One video: a section for each kind of viewer, a row for each group of countries, a column for each change. */
export function VideoMatrix(props: VideoMatrixProps): ReactElement {
  const { matrix, video, tiers } = props;
  const sections = sectionsOf(video.cells);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className={styles.scroll}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('simulator.column.where')}</th>
            {video.instants.map((instant, index) => (
              <th key={instant} scope="col">
                {whenOf(instant, index)}
              </th>
            ))}
          </tr>
        </thead>
        {sections.map((section) => {
          const viewers = section.viewers.flatMap((index) => matrix.viewers[index] ?? []);
          const who = viewersName(viewers, sections.length === 1, tiers);
          return <SectionRows key={who} {...props} section={section} who={who} open={open} onOpen={setOpen} />;
        })}
      </table>
    </div>
  );
}

function whenOf(instant: string, index: number): string {
  const isNow = index === 0 && Math.abs(Date.parse(instant) - Date.now()) < 10 * 60_000;
  return isNow ? t('simulator.now') : formatDayTime(instant);
}

interface SectionRowsProps extends VideoMatrixProps {
  section: Section;
  who: string;
  open: string | null;
  onOpen(key: string | null): void;
}

function SectionRows({ handle, matrix, video, section, who, open, onOpen }: SectionRowsProps): ReactElement {
  return (
    <tbody>
      <tr>
        <th className={styles.section} scope="rowgroup" colSpan={video.instants.length + 1}>
          {who}
        </th>
      </tr>
      {section.rows.map(({ countries, answers }) => {
        const where = countriesName(countries.flatMap((index) => matrix.countries[index] ?? []));
        const keyOf = (column: number): string => [who, where, column].join('|');
        const opened = answers.findIndex((_, column) => keyOf(column) === open);
        const openAnswer = matrix.answers[answers[opened] ?? -1];
        const labelOf = (column: number, word: string): string =>
          t('simulator.cell', { who, where, when: whenOf(video.instants[column] ?? '', column), answer: word });
        return (
          <Fragment key={where}>
            <tr>
              <th scope="row">{where}</th>
              {answers.map((place, column) => {
                const answer = matrix.answers[place];
                const key = keyOf(column);
                return (
                  <td key={key}>
                    {answer && (
                      <MatrixCell
                        answer={answer}
                        label={labelOf(column, answerWord(answer))}
                        open={open === key}
                        onToggle={() => onOpen(open === key ? null : key)}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
            {openAnswer && (
              <tr>
                <td className={styles.explained} colSpan={answers.length + 1}>
                  <Explanation
                    key={open}
                    handle={handle}
                    videoId={video.videoId}
                    about={labelOf(opened, answerWord(openAnswer))}
                    answer={openAnswer}
                    onClose={() => onOpen(null)}
                  />
                </td>
              </tr>
            )}
          </Fragment>
        );
      })}
    </tbody>
  );
}
