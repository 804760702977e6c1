import { createContext, type ReactElement, type ReactNode, useContext } from 'react';
import { useLiveChanges } from './use-live-changes';

const Live = createContext(true);

/** Follows one channel for every page inside. */
export function LiveProvider({ handle, children }: { handle: string; children: ReactNode }): ReactElement {
  return <Live.Provider value={useLiveChanges(handle)}>{children}</Live.Provider>;
}

/** False while live events do not arrive. */
export function useLive(): boolean {
  return useContext(Live);
}
