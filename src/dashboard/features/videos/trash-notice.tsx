import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatDistance } from '../../../ui/format-date';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import { useVideoVerbs } from './use-video-verbs';

export function TrashNotice({ video, makes }: { video: VideoTeamView; makes: boolean }): ReactElement {
  const verbs = useVideoVerbs();
  const restore = makes && (
    <Button size="xs" variant="default" onClick={() => void verbs.restore([video])}>
      {t('video.restore')}
    </Button>
  );
  return (
    <Notice tone="warning" actions={restore}>
      {video.purgeAt
        ? t('detail.trashedNotice', { when: formatDistance(video.purgeAt) })
        : t('detail.trashedNotice.open')}
    </Notice>
  );
}
