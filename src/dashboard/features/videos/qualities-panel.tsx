import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { ProgressLine } from '../../../ui/progress-line';
import { StateBadge } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { inOrder, playingWords } from './qualities';
import styles from './qualities.module.css';
import { QualityRow, QualityRowSkeleton } from './quality-row';
import { useVideoState } from './state-cell';
import { useRetryRendition } from './use-retry-rendition';
import type { StateWords } from './video-state';

interface QualitiesPanelProps {
  video: VideoTeamView;
  editable: boolean;
}

/** Of a film of usual size; the panel keeps room for them while they are still being found out. */
const usualCount = 6;

/** What plays already, how far the rest is, and what went wrong with it. */
export function QualitiesPanel({ video, editable }: QualitiesPanelProps): ReactElement {
  const state = useVideoState(video);
  const { renditions, retry } = useRetryRendition(video);
  const label = video.status === 'ready' ? t('state.ready') : state.label;
  const expected = renditions.length === 0 && (video.status === 'uploading' || video.status === 'processing');
  return (
    <Panel title={t('qualities.title')} action={<StateBadge tone={state.tone} label={label} busy={state.busy} />}>
      <p role="status">{playingWords(video)}</p>
      {video.status !== 'draft' && video.status !== 'failed' && <Overall video={video} state={state} />}
      {renditions.length > 0 && (
        <ul className={styles.list} data-growing={state.busy} aria-label={t('qualities.title')}>
          {inOrder(renditions).map((rendition) => (
            <QualityRow
              key={rendition.name}
              rendition={rendition}
              onRetry={editable ? () => retry(rendition.name) : null}
            />
          ))}
        </ul>
      )}
      {expected && <QualityRowSkeleton count={usualCount} />}
    </Panel>
  );
}

/** The same height whether work goes on or not, so that nothing below it moves. */
function Overall({ video, state }: { video: VideoTeamView; state: StateWords }): ReactElement {
  const { progress, detail, busy, tone } = state;
  const look = tone === 'danger' ? 'danger' : progress === null ? 'success' : busy ? 'going' : 'paused';
  return (
    <div className={styles.overall}>
      <ProgressLine value={progress ?? 1} label={t('qualities.progress')} look={look} />
      <p className={styles.muted}>
        {progress !== null && detail ? detail : t('video.created', { when: formatMoment(video.createdAt) })}
      </p>
    </div>
  );
}
