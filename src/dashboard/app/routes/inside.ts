import type { QueryClient } from '@tanstack/react-query';
import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { myChannelsQuery } from '../../features/channels/channels-api';
import { lastHandle } from '../../features/channels/last-channel';
import { meQuery } from '../../features/identity/identity-api';
import { readLibraryFilters } from '../../features/videos/library-filters';
import { rootRoute } from './root';

export const insideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    if (await context.queryClient.ensureQueryData(meQuery)) return;
    const asked = location.pathname === '/' ? {} : { next: location.href };
    throw redirect({ to: '/sign-in', search: asked, replace: true });
  },
});

/** Where the studio opens: the channel used last, or the way to the first one. */
export const startRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const channels = await ownChannels(context.queryClient);
    const last = lastHandle();
    const channel = channels.find(({ handle }) => handle === last) ?? channels[0];
    if (!channel) throw redirect({ to: '/open-channel', replace: true });
    throw redirect({ to: '/@{$handle}/videos', params: { handle: channel.handle }, replace: true });
  },
});

export const shellRoute = createRoute({
  getParentRoute: () => insideRoute,
  id: 'shell',
  beforeLoad: ({ context }) => ownChannels(context.queryClient).then(() => undefined),
  component: lazyRouteComponent(() => import('../shell/shell'), 'Shell'),
});

export const openChannelRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'open-channel',
  component: lazyRouteComponent(() => import('../../features/channels/open-channel-page'), 'OpenChannelPage'),
});

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'account',
  component: lazyRouteComponent(() => import('../../features/identity/account-page'), 'AccountPage'),
});

/** For staff; to everybody else it is not there. */
const operationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'operations',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me?.operator) throw notFound();
  },
});

const flowRoute = createRoute({
  getParentRoute: () => operationsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../../features/operations/operations-page'), 'OperationsPage'),
});

const letterRoute = createRoute({
  getParentRoute: () => operationsRoute,
  path: 'dead-letters/$letterId',
  component: lazyRouteComponent(() => import('../../features/operations/letter-page'), 'LetterPage'),
});

const explainRoute = createRoute({
  getParentRoute: () => operationsRoute,
  path: 'explain',
  component: lazyRouteComponent(() => import('../../features/operations/explain-page'), 'ExplainPage'),
});

export const operationsRoutes = operationsRoute.addChildren([flowRoute, letterRoute, explainRoute]);

export const channelRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '@{$handle}',
  beforeLoad: async ({ context, params }) => {
    const channels = await ownChannels(context.queryClient);
    const own = channels.find(({ handle }) => handle === params.handle.toLowerCase());
    if (!own) throw notFound();
  },
});

export const channelStartRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/@{$handle}/videos', params, replace: true });
  },
});

export const libraryRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'videos',
  validateSearch: readLibraryFilters,
  component: lazyRouteComponent(() => import('../../features/videos/library-page'), 'LibraryPage'),
});

export const videoRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'videos/$videoId',
  component: lazyRouteComponent(() => import('../../features/videos/video-page'), 'VideoPage'),
});

export const trashRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'trash',
  component: lazyRouteComponent(() => import('../../features/videos/trash-page'), 'TrashPage'),
});

export const settingsRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('../../features/channels/settings-layout'), 'SettingsLayout'),
});

export const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../../features/channels/profile-page'), 'ProfilePage'),
});

export const teamRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'team',
  component: lazyRouteComponent(() => import('../../features/channels/team-page'), 'TeamPage'),
});

function ownChannels(queryClient: QueryClient): Promise<OwnChannelView[]> {
  return queryClient.ensureQueryData(myChannelsQuery);
}
