import { ActionIcon, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { useVideoVerbs } from './use-video-verbs';
import { watchUrl } from './videos-api';

interface VideoMenuProps {
  handle: string;
  video: VideoTeamView;
  makes: boolean;
}

export function VideoMenu({ handle, video, makes }: VideoMenuProps): ReactElement {
  const verbs = useVideoVerbs();
  return (
    <Menu position="bottom-end" width="calc(var(--space-24) * 2)">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('video.actions', { title: video.title })}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          renderRoot={(props) => (
            <Link to="/@{$handle}/videos/$videoId" params={{ handle, videoId: video.id }} {...props} />
          )}
          leftSection={<Icon name="film" size={18} />}
        >
          {t('video.open')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="link" size={18} />} onClick={() => void verbs.copyLink(video)}>
          {t('video.copyLink')}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={watchUrl(video.id)}
          target="_blank"
          rel="noopener"
          leftSection={<Icon name="external" size={18} />}
        >
          {t('video.watch')}
        </Menu.Item>
        {makes && (
          <Menu.Item leftSection={<Icon name="trash" size={18} />} onClick={() => void verbs.trash([video])}>
            {t('video.trash')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
