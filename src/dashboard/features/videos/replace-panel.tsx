import { Button, FileButton } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { ProgressLine } from '../../../ui/progress-line';
import { t } from '../../messages/translate';
import { videoTypes } from '../uploads/file-chooser';
import type { UploadItem } from '../uploads/upload-state';
import { uploadDetail } from '../uploads/upload-words';
import { useUploadOf } from '../uploads/use-uploads';
import { percentOf } from './qualities';
import styles from './qualities.module.css';
import { timeLeft } from './time-left';
import { useUploadInto } from './use-upload-into';

interface ReplacePanelProps {
  handle: string;
  video: VideoTeamView;
}

/** Another film in place of the one that plays, under the same link. */
export function ReplacePanel({ handle, video }: ReplacePanelProps): ReactElement {
  const item = useUploadOf(video.id);
  const upload = useUploadInto(handle, video);
  const sending = item && item.phase !== 'sent' ? item : null;
  const underWay = sending !== null || video.status === 'uploading' || video.status === 'processing';
  return (
    <Panel title={t('replace.title')} body={underWay ? undefined : t('replace.body')}>
      {underWay && <Progress video={video} item={sending} />}
      {!underWay && (
        <div>
          <FileButton accept={videoTypes} onChange={upload}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<Icon name="upload" />}>
                {t('replace.choose')}
              </Button>
            )}
          </FileButton>
        </div>
      )}
    </Panel>
  );
}

function Progress({ video, item }: { video: VideoTeamView; item: UploadItem | null }): ReactElement {
  if (item) {
    const share = item.totalBytes > 0 ? item.sentBytes / item.totalBytes : 0;
    const look = item.phase === 'failed' ? 'danger' : item.phase === 'sending' ? 'going' : 'paused';
    return (
      <>
        <p role="status">{t('replace.sending')}</p>
        <div className={styles.overall}>
          <ProgressLine value={share} label={t('item.progress', { title: video.title })} look={look} />
          <p className={styles.muted}>{uploadDetail(item)}</p>
        </div>
      </>
    );
  }
  if (video.status === 'uploading') return <p role="status">{t('replace.elsewhere')}</p>;
  const { progress, etaSeconds, title } = video;
  return (
    <>
      <p role="status">{t('replace.processing')}</p>
      <div className={styles.overall}>
        <ProgressLine value={progress} label={t('video.progress', { title })} />
        <p className={styles.muted}>{`${timeLeft(etaSeconds)} · ${percentOf(progress)}`}</p>
      </div>
    </>
  );
}
