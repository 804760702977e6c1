import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { RightsWindowView, VideoRightsView } from '../../../modules/rights/contract';
import { EmptyState } from '../../../ui/empty-state';
import { Icon } from '../../../ui/icon';
import { Notice } from '../../../ui/notice';
import { PageHeader } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { isApiProblem } from '../../api/api';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import back from '../videos/video-page.module.css';
import { videoQuery } from '../videos/videos-api';
import { RightsSkeleton } from './channel-rights-page';
import { ConflictNotice } from './conflict-notice';
import { NoWindows } from './no-windows';
import { videoRightsQuery } from './rights-api';
import { TimelinePanel } from './timeline-panel';
import { useKeepVideoRights, type VideoEdit } from './use-video-rights';
import { useWindowsEditing } from './use-windows-editing';
import styles from './windows.module.css';
import { WindowRow, WindowsList } from './windows-list';

/** The channel's windows, the video's own, and what comes of both: on one screen. */
export function VideoRightsPage(): ReactElement {
  const { handle, videoId } = useParams({ from: '/inside/shell/@{$handle}/videos/$videoId/rights' });
  const { data: video } = useQuery(videoQuery(videoId));
  const rights = useQuery(videoRightsQuery(videoId));
  const own = useOwnChannel(handle);
  const title = video?.title ?? t('rights.title');
  usePageTitle(title);
  if (isApiProblem(rights.error) && rights.error.status === 404)
    return <EmptyState level={1} title={t('error.notFound.title')} body={t('error.notFound.body')} />;
  return (
    <>
      <Link to="/@{$handle}/videos/$videoId" params={{ handle, videoId }} className={back.back}>
        <Icon name="arrowLeft" size={18} />
        {t('rights.backToVideo')}
      </Link>
      <PageHeader title={title} body={t('rights.ofVideo')} />
      {rights.isError && !rights.data && <LoadFailure error={rights.error} onRetry={() => void rights.refetch()} />}
      {!rights.isError && (!rights.data || !own || !video) && <RightsSkeleton />}
      {rights.data && own && video && (
        <VideoRights
          key={videoId}
          handle={handle}
          rights={rights.data}
          editable={mayMake(own.role) && !video.trashedAt}
        />
      )}
    </>
  );
}

interface VideoRightsProps {
  handle: string;
  rights: VideoRightsView;
  editable: boolean;
}

function VideoRights({ handle, rights, editable }: VideoRightsProps): ReactElement {
  const keeping = useKeepVideoRights(handle, rights.videoId);
  const editing = useWindowsEditing(
    rights.windows,
    keeping,
    (windows: RightsWindowView[]): VideoEdit => ({
      kind: 'rights',
      body: { windows, minimumAge: rights.minimumAge },
    }),
  );
  const levels = [
    { name: 'channel', windows: rights.inherited.windows },
    { name: 'video', windows: editing.preview },
  ] as const;
  return (
    <div className={styles.page}>
      {!editable && <Notice tone="neutral">{t('rights.readOnly')}</Notice>}
      <ConflictNotice conflict={keeping.conflict} />
      <InheritedPanel handle={handle} windows={rights.inherited.windows} />
      <Panel title={t('windows.titleVideo')} body={t('windows.bodyVideo')}>
        <WindowsList
          {...editing}
          windows={rights.windows}
          editable={editable}
          empty={<NoWindows body={t('windows.none.bodyVideo')} />}
        />
      </Panel>
      <TimelinePanel levels={levels} isDraft={editing.draft !== null} />
    </div>
  );
}

function InheritedPanel({ handle, windows }: { handle: string; windows: readonly RightsWindowView[] }): ReactElement {
  const change = (
    <Link to="/@{$handle}/rights" params={{ handle }}>
      {t('windows.toChannel')}
    </Link>
  );
  return (
    <Panel title={t('windows.inherited')} action={change}>
      {windows.length === 0 ? (
        <p className={styles.muted}>{t('windows.inheritedNone')}</p>
      ) : (
        <ul className={styles.list}>
          {windows.map((window, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place
            <li key={index}>
              <WindowRow window={window} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
