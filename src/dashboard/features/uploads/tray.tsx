import { ActionIcon, Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { formatWait } from '../../../ui/format-duration';
import { Icon } from '../../../ui/icon';
import { ProgressLine } from '../../../ui/progress-line';
import { t } from '../../messages/translate';
import styles from './tray.module.css';
import { TrayItem } from './tray-item';
import { totalsOf, type UploadItem, type UploadTotals } from './upload-state';
import { useUploadQueue } from './uploads-provider';
import { useUnfinished } from './use-unfinished';
import { useUploads } from './use-uploads';

const restMs = 4_000;

/** What is on its way; stays while one moves about. */
export function Tray({ handle }: { handle: string | null }): ReactElement | null {
  useUnfinished(handle);
  const items = useUploads();
  const queue = useUploadQueue();
  const [open, setOpen] = useTrayOpen(items);
  if (items.length === 0) return null;
  const totals = totalsOf(items);
  return (
    <section className={styles.tray} aria-label={t('tray.title')} data-tray={open ? 'open' : 'closed'}>
      <header className={styles.head}>
        <div className={styles.summary}>
          <strong aria-live="polite">{summaryOf(items, totals)}</strong>
          {totals.etaSeconds !== null && (
            <span className={styles.muted}>{t('time.left', { time: formatWait(totals.etaSeconds) })}</span>
          )}
        </div>
        {totals.sent === items.length && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('tray.clear')} onClick={() => queue.dismissSent()}>
            <Icon name="close" size={18} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-label={open ? t('tray.collapse') : t('tray.expand')}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'chevronDown' : 'chevronUp'} />
        </ActionIcon>
      </header>
      {totals.totalBytes > 0 && !open && (
        <ProgressLine value={totals.sentBytes / totals.totalBytes} label={t('tray.title')} />
      )}
      {open && (
        <>
          <ul className={styles.list}>
            {items.map((item) => (
              <TrayItem key={item.id} item={item} />
            ))}
          </ul>
          <Foot
            items={items}
            totals={totals}
            onPause={() => queue.pauseAll()}
            onResume={() => queue.resumeAll()}
            onClear={() => queue.dismissSent()}
          />
        </>
      )}
    </section>
  );
}

/**
 * Opens when files are added; folds itself on a video's own page, where it would lie on the way to publishing,
 * and once everything has arrived.
 */
function useTrayOpen(items: readonly UploadItem[]): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(true);
  const onVideo = useParams({ strict: false }).videoId !== undefined;
  const done = items.every(({ phase }) => phase === 'sent');
  const known = useRef(0);
  useEffect(() => {
    if (items.length > known.current) setOpen(!onVideo);
    known.current = items.length;
  }, [items.length, onVideo]);
  useEffect(() => {
    if (onVideo) setOpen(false);
  }, [onVideo]);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setOpen(false), restMs);
    return () => clearTimeout(timer);
  }, [done]);
  return [open, setOpen];
}

interface FootProps {
  items: readonly UploadItem[];
  totals: UploadTotals;
  onPause(): void;
  onResume(): void;
  onClear(): void;
}

function Foot({ items, totals, onPause, onResume, onClear }: FootProps): ReactElement | null {
  const paused = items.filter(({ phase }) => phase === 'paused').length;
  if (totals.active + paused < 2 && (totals.sent === 0 || totals.sent === items.length)) return null;
  return (
    <footer className={styles.foot}>
      {totals.active > 1 && (
        <Button size="compact-sm" variant="default" onClick={onPause}>
          {t('tray.pauseAll')}
        </Button>
      )}
      {paused > 1 && (
        <Button size="compact-sm" variant="default" onClick={onResume}>
          {t('tray.resumeAll')}
        </Button>
      )}
      {totals.sent > 0 && totals.sent < items.length && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
          {t('tray.clear')}
        </Button>
      )}
    </footer>
  );
}

function summaryOf(items: readonly UploadItem[], totals: UploadTotals): string {
  if (totals.active > 0) return t('tray.sending', { count: totals.active });
  if (totals.failed > 0) return t('tray.failed', { count: totals.failed });
  if (items.some(({ phase }) => phase === 'paused')) return t('tray.paused');
  if (totals.needsFile > 0) return t('tray.unfinished', { count: totals.needsFile });
  return t('tray.allSent', { count: totals.sent });
}
