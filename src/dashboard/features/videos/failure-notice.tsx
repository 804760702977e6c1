import { Button, FileButton } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Icon } from '../../../ui/icon';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import { videoTypes } from '../uploads/file-chooser';
import { useUploadInto } from './use-upload-into';

interface FailureNoticeProps {
  handle: string;
  video: VideoTeamView;
  editable: boolean;
}

/** Why a file could not be used, what still plays, and the way on. */
export function FailureNotice({ handle, video, editable }: FailureNoticeProps): ReactElement {
  const { failure, playable } = video;
  const upload = useUploadInto(handle, video);
  const another = editable && (
    <FileButton accept={videoTypes} onChange={upload}>
      {(props) => (
        <Button {...props} size="xs" variant="default" leftSection={<Icon name="upload" size={16} />}>
          {t('replace.chooseAnother')}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Notice
      tone={playable ? 'warning' : 'danger'}
      title={playable ? t('replace.failed.title') : t('state.failed')}
      actions={another}
    >
      {playable && `${t('replace.failed.body')} `}
      {failure?.message}
    </Notice>
  );
}
