import { Button, Menu } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { BulkDialog } from '../rights/bulk-dialog';
import styles from './library.module.css';
import { useVideoVerbs } from './use-video-verbs';

const visibilities = ['public', 'unlisted', 'private'] as const;

interface BulkBarProps {
  handle: string;
  videos: readonly VideoTeamView[];
  onDone(): void;
}

/** What can be done to everything selected, at once. */
export function BulkBar({ handle, videos, onDone }: BulkBarProps): ReactElement {
  const [editsRights, setEditsRights] = useState(false);
  const verbs = useVideoVerbs();
  const then = (work: Promise<void>): void => void work.then(onDone);
  return (
    <section className={styles.bulk} aria-label={t('library.selected', { count: videos.length })}>
      <span aria-live="polite">{t('library.selected', { count: videos.length })}</span>
      <Menu position="top-start">
        <Menu.Target>
          <Button size="xs" rightSection={<Icon name="chevronUp" size={16} />}>
            {t('publish.submit')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {visibilities.map((visibility) => (
            <Menu.Item
              key={visibility}
              onClick={() => then(verbs.publish(videos, { visibility, startsAt: null, endsAt: null }))}
            >
              {t(`visibility.${visibility}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" onClick={() => setEditsRights(true)}>
        {t('bulk.open')}
      </Button>
      <BulkDialog
        handle={handle}
        videoIds={videos.map(({ id }) => id)}
        opened={editsRights}
        onClose={() => setEditsRights(false)}
        onDone={onDone}
      />
      <Button size="xs" variant="default" onClick={() => then(verbs.trash(videos))}>
        {t('video.trash')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
        {t('library.clearSelection')}
      </Button>
    </section>
  );
}
