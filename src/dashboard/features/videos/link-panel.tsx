import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { CopyButton } from '../../../ui/copy-button';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import styles from './video-page.module.css';
import { watchUrl } from './videos-api';

export function LinkPanel({ video }: { video: VideoTeamView }): ReactElement {
  const url = watchUrl(video.id);
  const open = (
    <a href={url} target="_blank" rel="noopener">
      {t('video.watch')}
    </a>
  );
  return (
    <Panel title={t('detail.link')} action={open}>
      <div className={styles.linkRow}>
        <TextInput
          aria-label={t('detail.link')}
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={url} icon="link" label={t('video.copyLink')} copiedLabel={t('action.copied')} />
      </div>
    </Panel>
  );
}
