import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { cssVariables, theme } from '../../ui/mantine-theme';
import { createQueryClient } from '../api/query-client';
import { meQuery } from '../features/identity/identity-api';
import { UploadsProvider } from '../features/uploads/uploads-provider';
import { NoticePlace } from '../notify/notify';
import { ErrorBoundary } from './error-boundary';
import { createStudioRouter } from './router';

const colorScheme = localStorageColorSchemeManager({ key: 'showrunner-theme' });

const queryClient = createQueryClient(() => {
  if (queryClient.getQueryData(meQuery.queryKey) === null) return;
  // The doors ask again and lead back here; uploads stay in the tray meanwhile.
  queryClient.setQueryData(meQuery.queryKey, null);
  void router.invalidate();
});
const router = createStudioRouter(queryClient);

export function Studio(): ReactElement {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
    >
      <NoticePlace />
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <UploadsProvider>
            <RouterProvider router={router} />
          </UploadsProvider>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
