import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { ProgressLine } from '../../../ui/progress-line';
import { StateBadge } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { uploadDetail } from '../uploads/upload-words';
import { useUploadOf } from '../uploads/use-uploads';
import styles from './library.module.css';
import { stateOf } from './video-state';

/** A video's state; while its file is sent from this window, with that upload's progress. */
export function StateCell({ video }: { video: VideoTeamView }): ReactElement {
  const upload = useUploadOf(video.id);
  const state = stateOf(video);
  const sending = upload && upload.phase !== 'sent' && (video.status === 'draft' || video.status === 'uploading');
  const label = sending ? t('state.uploading') : state.label;
  const progress = sending ? upload.sentBytes / upload.totalBytes : state.progress;
  const detail = sending ? uploadDetail(upload) : state.detail;
  return (
    <div className={styles.state}>
      <StateBadge
        tone={sending ? 'accent' : state.tone}
        label={label}
        busy={sending ? upload.phase === 'sending' : state.busy}
      />
      {progress !== null && (
        <ProgressLine
          value={progress}
          label={t('video.progress', { title: video.title })}
          look={sending && upload.phase !== 'sending' ? 'paused' : 'going'}
        />
      )}
      {detail && (
        <span className={`${styles.small} ${styles.clamp}`} title={detail}>
          {detail}
        </span>
      )}
    </div>
  );
}
