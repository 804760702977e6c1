import { useEffect } from 'react';
import { t } from './translate';

/** Names the browser's tab, which is also what a screen reader says on arrival. */
export function usePageTitle(page: string): void {
  useEffect(() => {
    document.title = t('app.title', { page });
  }, [page]);
}
