import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { ProgressLine } from '../../../ui/progress-line';
import { t } from '../../messages/translate';
import { StateCell } from './state-cell';
import styles from './video-page.module.css';

type Rendition = VideoTeamView['renditions'][number];

/** How far the film is, quality by quality. */
export function StatePanel({ video }: { video: VideoTeamView }): ReactElement {
  return (
    <Panel title={t('detail.state')}>
      <StateCell video={video} />
      {video.renditions.length > 0 && (
        <ul className={styles.renditions} aria-label={t('detail.renditions')}>
          {video.renditions.map((rendition) => (
            <RenditionRow key={rendition.name} rendition={rendition} />
          ))}
        </ul>
      )}
      <p className={styles.muted}>{t('video.created', { when: formatMoment(video.createdAt) })}</p>
    </Panel>
  );
}

function RenditionRow({ rendition }: { rendition: Rendition }): ReactElement {
  const { state, progress } = rendition;
  const name = nameOf(rendition);
  const percent = `${Math.floor(progress * 100)} %`;
  const words = state === 'working' ? t('detail.rendition.working', { percent }) : t(`detail.rendition.${state}`);
  const look = state === 'ready' ? 'success' : state === 'failed' ? 'danger' : state === 'waiting' ? 'paused' : 'going';
  return (
    <li>
      <span>{name}</span>
      <ProgressLine value={state === 'ready' ? 1 : progress} label={t('video.progress', { title: name })} look={look} />
      <span className={styles.muted}>{words}</span>
    </li>
  );
}

function nameOf({ kind, name, height }: Rendition): string {
  if (kind === 'audio') return t('detail.rendition.audio');
  if (name !== 'source') return name;
  return height ? `${t('detail.rendition.source')} · ${height}p` : t('detail.rendition.source');
}
