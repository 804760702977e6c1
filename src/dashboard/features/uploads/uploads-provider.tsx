import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useState } from 'react';
import { startTransfer, terminateUpload } from './start-transfer';
import { holdUpload } from './tab-locks';
import { apiProblemCause } from './transfer-problem';
import { UploadQueue } from './upload-queue';
import { isActive } from './upload-state';
import { createDraft } from './uploads-api';

const Queue = createContext<UploadQueue | null>(null);

const concurrency = 3;

/** Holds the uploads of this window above every page, so that moving about disturbs none. */
export function UploadsProvider({ children }: { children: ReactNode }): ReactElement {
  const [queue] = useState(createQueue);
  useEffect(() => {
    const online = (): void => queue.retryNow();
    const leaving = (event: BeforeUnloadEvent): void => {
      if (queue.snapshot().some(isActive)) event.preventDefault();
    };
    window.addEventListener('online', online);
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('online', online);
      window.removeEventListener('beforeunload', leaving);
    };
  }, [queue]);
  return <Queue.Provider value={queue}>{children}</Queue.Provider>;
}

export function useUploadQueue(): UploadQueue {
  const queue = useContext(Queue);
  if (!queue) throw new Error('UploadsProvider is missing');
  return queue;
}

function createQueue(): UploadQueue {
  return new UploadQueue({
    createDraft,
    problemOf: apiProblemCause,
    start: startTransfer,
    terminate: terminateUpload,
    hold: holdUpload,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    concurrency,
  });
}
