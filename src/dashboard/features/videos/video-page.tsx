import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactElement, useCallback, useState } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { EmptyState } from '../../../ui/empty-state';
import { Icon } from '../../../ui/icon';
import { Notice } from '../../../ui/notice';
import { isApiProblem } from '../../api/api';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { usePageTitle } from '../../messages/use-page-title';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import { AccessPanel } from '../rights/access-panel';
import { useDropTaker } from '../uploads/drop-zone';
import { FailureNotice } from './failure-notice';
import { LateNotice } from './late-notice';
import { LinkPanel } from './link-panel';
import { PosterPanel } from './poster-panel';
import { PublishPanel } from './publish-panel';
import { QualitiesPanel } from './qualities-panel';
import { ReplacePanel } from './replace-panel';
import { Stage } from './stage';
import { TrashNotice } from './trash-notice';
import { useUploadInto } from './use-upload-into';
import { VideoMenu } from './video-menu';
import styles from './video-page.module.css';
import { videoQuery } from './videos-api';
import { WordsForm } from './words-form';

export function VideoPage(): ReactElement {
  const { handle, videoId } = useParams({ from: '/inside/shell/@{$handle}/videos/$videoId' });
  const { data: video, error, isPending, refetch } = useQuery(videoQuery(videoId));
  usePageTitle(video?.title ?? t('library.title'));
  const missing = video === null || (isApiProblem(error) && error.status === 404);
  return (
    <>
      <Link to="/@{$handle}/videos" params={{ handle }} className={styles.back}>
        <Icon name="arrowLeft" size={18} />
        {t('library.title')}
      </Link>
      {isPending && <VideoSkeleton />}
      {missing && <EmptyState level={1} title={t('error.notFound.title')} body={t('error.notFound.body')} />}
      {error && !missing && !video && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {video && <VideoDetail key={video.id} handle={handle} video={video} />}
    </>
  );
}

function VideoDetail({ handle, video }: { handle: string; video: VideoTeamView }): ReactElement {
  const own = useOwnChannel(handle);
  const makes = own !== null && mayMake(own.role);
  const editable = makes && !video.trashedAt;
  useDropInto(handle, video, editable);
  // Settled when the page opens: panels must not change places under somebody's hands.
  const [opensReady] = useState(video.status === 'ready');
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{video.title}</h1>
      <div className={styles.menu}>
        <VideoMenu handle={handle} video={video} makes={editable} />
      </div>
      <div className={styles.notices}>
        {video.trashedAt && <TrashNotice video={video} makes={makes} />}
        {!makes && own && <Notice tone="neutral">{t('detail.readOnly')}</Notice>}
        {video.failure && <FailureNotice handle={handle} video={video} editable={editable} />}
        <LateNotice video={video} editable={editable} />
      </div>
      <div className={styles.columns}>
        <div className={styles.stageArea}>
          <Stage video={video} editable={editable} handle={handle} />
        </div>
        <div className={styles.words}>
          <WordsForm video={video} editable={editable} />
        </div>
        <div className={styles.panels}>
          {!opensReady && <QualitiesPanel video={video} editable={editable} />}
          {editable && <PublishPanel video={video} />}
          <AccessPanel handle={handle} videoId={video.id} editable={editable} />
          <LinkPanel video={video} />
          {opensReady && <QualitiesPanel video={video} editable={editable} />}
          {editable && video.playable && <ReplacePanel handle={handle} video={video} />}
        </div>
        {editable && (
          <div className={styles.more}>
            <PosterPanel video={video} />
          </div>
        )}
      </div>
    </div>
  );
}

/** A file dropped on the page of a draft without a film becomes its film. */
function useDropInto(handle: string, video: VideoTeamView, editable: boolean): void {
  const upload = useUploadInto(handle, video);
  const wants = editable && (video.status === 'draft' || video.status === 'failed');
  const take = useCallback(
    (files: readonly File[]): boolean => {
      const [file, ...more] = files;
      if (!wants || !file || more.length > 0) return false;
      upload(file);
      return true;
    },
    [upload, wants],
  );
  useDropTaker(take);
}

function VideoSkeleton(): ReactElement {
  return (
    <div className={styles.columns} role="status" aria-label={t('app.loading')}>
      <Skeleton className={styles.stageArea} height="auto" radius="lg" style={{ aspectRatio: '16 / 9' }} />
      <Skeleton className={styles.words} height="calc(var(--space-24) * 4)" />
      <Skeleton className={styles.panels} height="calc(var(--space-24) * 4)" />
    </div>
  );
}
