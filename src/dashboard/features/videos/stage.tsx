import { Button, FileButton } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { videoTypes } from '../uploads/file-chooser';
import { useUploadOf } from '../uploads/use-uploads';
import { useUploadInto } from './use-upload-into';
import styles from './video-page.module.css';

interface StageProps {
  video: VideoTeamView;
  handle: string;
  editable: boolean;
}

/** The film, the very player viewers get; before there is one, what is missing. */
export function Stage({ video, handle, editable }: StageProps): ReactElement {
  const { id, title, playable, trashedAt, posterUrl } = video;
  return (
    <div className={styles.stage}>
      {playable && !trashedAt ? (
        <iframe
          src={`/embed/${id}`}
          title={t('detail.preview', { title })}
          allow="fullscreen; picture-in-picture"
          loading="lazy"
        />
      ) : (
        <>
          {posterUrl && <img src={posterUrl} alt="" />}
          <Waiting video={video} handle={handle} editable={editable} />
        </>
      )}
    </div>
  );
}

function Waiting({ video, handle, editable }: StageProps): ReactElement {
  const choose = useUploadInto(handle, video);
  const upload = useUploadOf(video.id);
  const { status, posterUrl, trashedAt } = video;
  const known = upload && upload.phase !== 'sent' ? 'uploading' : status === 'ready' ? 'processing' : status;
  return (
    <div className={`${styles.waiting} ${posterUrl ? styles.veil : ''}`}>
      <Icon name="film" size={48} />
      {!trashedAt && (
        <p>{known === 'draft' && !editable ? t('detail.noPreview.none') : t(`detail.noPreview.${known}`)}</p>
      )}
      {editable && (known === 'draft' || known === 'failed') && (
        <FileButton accept={videoTypes} onChange={choose}>
          {(props) => (
            <Button {...props} leftSection={<Icon name="upload" />}>
              {t('detail.chooseFile')}
            </Button>
          )}
        </FileButton>
      )}
    </div>
  );
}
