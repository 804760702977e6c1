import { ActionIcon, Button, FileButton, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { formatBytes } from '../../../ui/format-bytes';
import { Icon, type IconName } from '../../../ui/icon';
import { ProgressLine } from '../../../ui/progress-line';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithAction } from '../../notify/notify';
import { videoTypes } from './file-chooser';
import styles from './tray.module.css';
import type { UploadItem, UploadPhase } from './upload-state';
import { uploadDetail } from './upload-words';
import { trashDraft } from './uploads-api';
import { useUploadQueue } from './uploads-provider';

const looks: Partial<Record<UploadPhase, 'paused' | 'success' | 'danger'>> = {
  queued: 'paused',
  preparing: 'paused',
  paused: 'paused',
  waiting: 'paused',
  'needs-file': 'paused',
  failed: 'danger',
  sent: 'success',
};

export function TrayItem({ item }: { item: UploadItem }): ReactElement {
  const now = useNow(item.phase === 'waiting');
  const { title, handle, videoId, phase } = item;
  return (
    <li className={styles.item} data-phase={phase}>
      <div className={styles.line}>
        {videoId ? (
          <Link to="/@{$handle}/videos/$videoId" params={{ handle, videoId }} className={styles.title} title={title}>
            {title}
          </Link>
        ) : (
          <span className={styles.title}>{title}</span>
        )}
        <Verbs item={item} />
      </div>
      <ProgressLine
        value={item.totalBytes > 0 ? item.sentBytes / item.totalBytes : 0}
        label={t('item.progress', { title })}
        look={looks[phase] ?? 'going'}
      />
      <div className={phase === 'failed' ? styles.danger : styles.muted}>{uploadDetail(item, now)}</div>
      {phase === 'needs-file' && <ChooseAgain item={item} />}
    </li>
  );
}

function Verbs({ item }: { item: UploadItem }): ReactElement {
  const queue = useUploadQueue();
  const { id, phase } = item;
  const cancel = (): void => {
    queue.cancel(id).then(() => offerTrash(item), notifyProblem);
  };
  return (
    <div className={styles.verbs}>
      {(phase === 'sending' || phase === 'queued') && (
        <Verb item={item} icon="pause" label={t('item.pause')} onClick={() => queue.pause(id)} />
      )}
      {phase === 'paused' && <Verb item={item} icon="play" label={t('item.resume')} onClick={() => queue.resume(id)} />}
      {phase === 'waiting' && (
        <Verb item={item} icon="retry" label={t('item.retryNow')} onClick={() => queue.resume(id)} />
      )}
      {phase === 'failed' && <Verb item={item} icon="retry" label={t('item.retry')} onClick={() => queue.resume(id)} />}
      {phase === 'sent' ? (
        <Verb item={item} icon="close" label={t('item.dismiss')} onClick={() => queue.dismiss(id)} />
      ) : (
        <Verb item={item} icon="close" label={t('item.cancel')} onClick={cancel} />
      )}
    </div>
  );
}

interface VerbProps {
  item: UploadItem;
  icon: IconName;
  label: string;
  onClick(): void;
}

function Verb({ item, icon, label, onClick }: VerbProps): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('item.named', { action: label, title: item.title })}
        onClick={onClick}
      >
        <Icon name={icon} size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function ChooseAgain({ item }: { item: UploadItem }): ReactElement {
  const queue = useUploadQueue();
  const choose = (file: File | null): void => {
    if (!file) return;
    const match = queue.attach(item.id, file);
    const expected = formatBytes(item.totalBytes);
    if (match === 'other-size') notifyDone(t('match.size', { actual: formatBytes(file.size), expected }));
    if (match === 'other-name') notifyDone(t('match.name', { actual: file.name, expected: item.fileName }));
  };
  return (
    <FileButton accept={videoTypes} onChange={choose}>
      {(props) => (
        <Button
          {...props}
          size="compact-sm"
          variant="light"
          aria-label={t('item.named', { action: t('item.chooseAgain'), title: item.title })}
        >
          {t('item.chooseAgain')}
        </Button>
      )}
    </FileButton>
  );
}

function offerTrash({ videoId, title, replaces }: UploadItem): void {
  if (replaces) notifyDone(t('replace.cancelled', { title }));
  else if (videoId) {
    const trash = (): void => void trashDraft(videoId).catch(notifyProblem);
    notifyWithAction(t('cancel.done', { title }), t('cancel.trash'), trash);
  }
}

/** Ticks once a second while a countdown is shown. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
