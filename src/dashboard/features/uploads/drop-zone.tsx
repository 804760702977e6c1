import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { Heading } from '../../../ui/heading';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { notifyDone } from '../../notify/notify';
import { acceptFiles } from './accept-files';
import styles from './drop-zone.module.css';
import { useUploadQueue } from './uploads-provider';

/** What a page does with dropped files instead of making drafts of them; true when it took them. */
type DropTaker = (files: readonly File[]) => boolean;

const Takers = createContext<Set<DropTaker>>(new Set());

interface DropZoneProps {
  /** Whose library dropped files enter; null where nobody may upload. */
  channel: { handle: string; name: string } | null;
  children: ReactNode;
}

/** The whole page takes files. */
export function DropZone({ channel, children }: DropZoneProps): ReactElement {
  const queue = useUploadQueue();
  const takers = useRef(new Set<DropTaker>());
  const over = useFilesOverWindow(channel !== null, (files) => {
    if (!channel) return;
    const accepted = acceptFiles(files);
    if ([...takers.current].some((take) => take(accepted))) return;
    queue.add(channel.handle, accepted);
  });
  return (
    <Takers.Provider value={takers.current}>
      {children}
      {over && channel && (
        <div className={styles.zone} aria-hidden="true">
          <div className={styles.words}>
            <Icon name="upload" size={48} />
            <Heading level={2} look="heading">
              {t('drop.title')}
            </Heading>
            <p>{t('drop.body', { channel: channel.name })}</p>
          </div>
        </div>
      )}
    </Takers.Provider>
  );
}

export function useDropTaker(take: DropTaker): void {
  const takers = useContext(Takers);
  useEffect(() => {
    takers.add(take);
    return () => void takers.delete(take);
  }, [takers, take]);
}

function useFilesOverWindow(enabled: boolean, onFiles: (files: File[]) => void): boolean {
  const [depth, setDepth] = useState(0);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    if (!enabled) return;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const listeners = {
      dragenter: (event: DragEvent) => carriesFiles(event) && setDepth((now) => now + 1),
      dragleave: (event: DragEvent) => carriesFiles(event) && setDepth((now) => Math.max(0, now - 1)),
      dragover: (event: DragEvent) => {
        if (carriesFiles(event)) event.preventDefault();
      },
      drop: (event: DragEvent) => {
        if (!carriesFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        setDepth(0);
        const files = filesOf(event.dataTransfer);
        if (files.length > 0) latest.current(files);
      },
    };
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type, listener as EventListener);
    };
  }, [enabled]);
  return depth > 0;
}

function filesOf(transfer: DataTransfer): File[] {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  if (entries.some((entry) => entry?.isDirectory)) notifyDone(t('drop.folder'));
  return [...transfer.files].filter((_, index) => !entries[index]?.isDirectory);
}
