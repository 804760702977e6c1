import type { CSSProperties, ReactElement } from 'react';
import { localZone } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import { laneName, stretchWords } from './lane-words';
import { ticksOf } from './ticks';
import { type Lane, type Level, type Span, type Stretch, spanOf, timelineOf } from './timeline';
import styles from './timeline.module.css';

interface TimelineChartProps {
  levels: readonly Level[];
  now: number;
}

const mostTicks = 5;
/** In percent: a word that begins further right would stick out on a phone. */
const lastTick = 80;

/** For each group of countries, when the windows let them watch; the same in words for who cannot see it. */
export function TimelineChart({ levels, now }: TimelineChartProps): ReactElement {
  const span = spanOf(levels, now);
  const lanes = timelineOf(levels, span);
  const share = (at: number): number => ((at - span.from) / (span.until - span.from)) * 100;
  const ticks = ticksOf(span, mostTicks).filter(({ at }) => share(at) <= lastTick);
  return (
    <div className={styles.chart} data-testid="timeline">
      <ul className={styles.lanes}>
        {lanes.map((lane) => (
          <LaneRow
            key={laneName(lane, false)}
            lane={lane}
            isOnly={lanes.length === 1}
            span={span}
            share={share}
            now={now}
          />
        ))}
      </ul>
      <div className={styles.axis} aria-hidden="true">
        <span className={styles.nowLabel} style={{ left: `${share(now)}%` }}>
          {t('timeline.now')}
        </span>
        {ticks.map(({ at, label }) => (
          <span key={at} className={styles.tick} style={{ left: `${share(at)}%` }}>
            {label}
          </span>
        ))}
      </div>
      <Legend lanes={lanes} />
    </div>
  );
}

interface LaneRowProps {
  lane: Lane;
  isOnly: boolean;
  span: Span;
  share(at: number): number;
  now: number;
}

function LaneRow({ lane, isOnly, span, share, now }: LaneRowProps): ReactElement {
  const current = lane.stretches.find(({ from, until }) => from <= now && now < until);
  return (
    <li className={styles.lane}>
      <div className={styles.laneHead}>
        <span className={styles.name}>{laneName(lane, isOnly)}</span>
        {current && (
          <span className={styles.state} data-state={current.state} aria-hidden="true">
            {t(`timeline.${current.state}`)}
          </span>
        )}
      </div>
      <ol className="visually-hidden">
        {lane.stretches.map((stretch) => (
          <li key={stretch.from}>{stretchWords(stretch, span)}</li>
        ))}
      </ol>
      <div className={styles.bar} aria-hidden="true">
        {lane.stretches.map((stretch) => (
          <Bar key={stretch.from} stretch={stretch} span={span} share={share} />
        ))}
        <span className={styles.now} style={{ left: `${share(now)}%` }} />
      </div>
    </li>
  );
}

function Bar({ stretch, span, share }: { stretch: Stretch; span: Span; share(at: number): number }): ReactElement {
  const { from, until, state, gap, overlap } = stretch;
  const style: CSSProperties = { left: `${share(from)}%`, width: `${share(until) - share(from)}%` };
  return (
    <span
      className={styles.stretch}
      style={style}
      data-state={state}
      data-gap={gap || undefined}
      data-overlap={overlap || undefined}
      title={stretchWords(stretch, span)}
    >
      {gap && <span className={styles.mark}>{t('timeline.gap')}</span>}
    </span>
  );
}

function Legend({ lanes }: { lanes: readonly Lane[] }): ReactElement {
  const stretches = lanes.flatMap((lane) => lane.stretches);
  const states = (['allowed', 'blocked', 'nothing'] as const).filter((one) =>
    stretches.some(({ state }) => state === one),
  );
  return (
    <p className={styles.legend}>
      {states.map((state) => (
        <span key={state} className={styles.key}>
          <span className={styles.swatch} data-state={state} aria-hidden="true" />
          {t(`timeline.${state}`)}
        </span>
      ))}
      {stretches.some(({ overlap }) => overlap) && (
        <span className={styles.key}>
          <span className={styles.swatch} data-state="allowed" data-overlap aria-hidden="true" />
          {t('timeline.overlap')}
        </span>
      )}
      <span className={styles.zone}>{t('publish.zone', { zone: localZone() })}</span>
    </p>
  );
}
