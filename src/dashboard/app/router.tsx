import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { NotFound, Pending, RouteFailure } from './route-states';
import { doorsRoute, resetRoute, signInRoute, signUpRoute, verifyRoute } from './routes/doors';
import {
  accountRoute,
  channelRoute,
  channelStartRoute,
  insideRoute,
  libraryRoute,
  openChannelRoute,
  operationsRoutes,
  profileRoute,
  settingsRoute,
  shellRoute,
  startRoute,
  teamRoute,
  trashRoute,
  videoRoute,
} from './routes/inside';
import { rightsRoutes, videoRightsRoute } from './routes/rights';
import { rootRoute } from './routes/root';

const routeTree = rootRoute.addChildren([
  doorsRoute.addChildren([signInRoute, signUpRoute, resetRoute, verifyRoute]),
  insideRoute.addChildren([
    startRoute,
    shellRoute.addChildren([
      openChannelRoute,
      accountRoute,
      operationsRoutes,
      channelRoute.addChildren([
        channelStartRoute,
        libraryRoute,
        videoRoute,
        videoRightsRoute,
        rightsRoutes,
        trashRoute,
        settingsRoute.addChildren([profileRoute, teamRoute]),
      ]),
    ]),
  ]),
]);

// The return type is what gives links and hooks their types.
export function createStudioRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    basepath: '/studio',
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteFailure,
    defaultPendingComponent: Pending,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createStudioRouter>;
  }
}
