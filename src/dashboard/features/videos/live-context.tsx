import { createContext, type ReactElement, type ReactNode, useCallback, useContext } from 'react';
import { useUploadQueue } from '../uploads/uploads-provider';
import { useLiveChanges } from './use-live-changes';

const Live = createContext(true);

/** Follows one channel for every page inside. */
export function LiveProvider({ handle, children }: { handle: string; children: ReactNode }): ReactElement {
  const queue = useUploadQueue();
  const retry = useCallback(() => queue.retryNow(), [queue]);
  return <Live.Provider value={useLiveChanges(handle, retry)}>{children}</Live.Provider>;
}

/** False while live events do not arrive. */
export function useLive(): boolean {
  return useContext(Live);
}
