import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readSimulatorSearch } from '../../features/rights/simulator-search';
import { channelRoute } from './inside';

export const videoRightsRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'videos/$videoId/rights',
  component: lazyRouteComponent(() => import('../../features/rights/video-rights-page'), 'VideoRightsPage'),
});

const rightsRoute = createRoute({
  getParentRoute: () => channelRoute,
  path: 'rights',
  component: lazyRouteComponent(() => import('../../features/rights/rights-layout'), 'RightsLayout'),
});

const channelRightsRoute = createRoute({
  getParentRoute: () => rightsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../../features/rights/channel-rights-page'), 'ChannelRightsPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => rightsRoute,
  path: 'people',
  component: lazyRouteComponent(() => import('../../features/rights/people-page'), 'PeoplePage'),
});

const simulatorRoute = createRoute({
  getParentRoute: () => rightsRoute,
  path: 'simulator',
  validateSearch: readSimulatorSearch,
  component: lazyRouteComponent(() => import('../../features/rights/simulator-page'), 'SimulatorPage'),
});

export const rightsRoutes = rightsRoute.addChildren([channelRightsRoute, peopleRoute, simulatorRoute]);
