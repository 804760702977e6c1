import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { formatDay } from '../../../ui/format-date';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import styles from './operations.module.css';
import { type FlowFigures, figuresQuery } from './operations-api';

/** Where the countries of viewers come from: whose data, how old, and whom to name for it. */
export function Countries(): ReactElement | null {
  const { data } = useQuery(figuresQuery);
  if (!data) return null;
  const { source, builtAt, from, attribution, problem } = data.countries;
  const facts: [name: string, value: string][] = [
    [t('countries.source'), from === 'none' ? t('countries.none') : source],
    [t('countries.built'), builtAt ? formatDay(builtAt) : t('countries.unknownDay')],
    [t('countries.from'), t(fromWords[from])],
    [t('countries.attribution'), attribution || t('countries.noAttribution')],
  ];
  return (
    <section className={styles.countries} aria-label={t('countries.title')}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {problem && (
        <Notice tone="danger" title={t('countries.problem')}>
          {problem}
        </Notice>
      )}
    </section>
  );
}

const fromWords = {
  package: 'countries.package',
  storage: 'countries.storage',
  file: 'countries.file',
  none: 'countries.nowhere',
} as const satisfies Record<FlowFigures['countries']['from'], string>;
