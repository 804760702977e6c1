import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { ProgressLine } from '../../../ui/progress-line';
import { StateBadge } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import type { UploadItem } from '../uploads/upload-state';
import { uploadState } from '../uploads/upload-words';
import { useUploadOf } from '../uploads/use-uploads';
import styles from './library.module.css';
import { type StateWords, stateOf } from './video-state';

/** A video's state in its library. */
export function StateCell({ video }: { video: VideoTeamView }): ReactElement {
  const state = useVideoState(video);
  const plays = video.playable && video.status === 'processing' ? [t('state.playable')] : [];
  const detail = state.detail && [state.detail, ...plays].join(' · ');
  return (
    <div className={styles.state}>
      <StateBadge tone={state.tone} label={state.label} busy={state.busy} />
      {state.progress !== null && (
        <ProgressLine
          value={state.progress}
          label={t('video.progress', { title: video.title })}
          look={state.busy ? 'going' : 'paused'}
        />
      )}
      {detail && <span className={styles.small}>{detail}</span>}
    </div>
  );
}

/** A video's state; while its file is sent from this window, with that upload's progress. */
export function useVideoState(video: VideoTeamView): StateWords {
  const upload = useUploadOf(video.id);
  const arriving = upload && upload.phase !== 'sent' && (video.status === 'draft' || video.status === 'uploading');
  return arriving ? stateOfUpload(upload) : stateOf(video);
}

function stateOfUpload(upload: UploadItem): StateWords {
  const { sentBytes, totalBytes, phase } = upload;
  return { ...uploadState(upload), busy: phase === 'sending', progress: totalBytes > 0 ? sentBytes / totalBytes : 0 };
}
