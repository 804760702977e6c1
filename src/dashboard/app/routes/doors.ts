import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readCameFrom } from '../../features/identity/came-from';
import { rootRoute } from './root';

export const doorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'doors',
  component: lazyRouteComponent(() => import('../../features/identity/doors'), 'Doors'),
});

export const signInRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'sign-in',
  validateSearch: readCameFrom,
  component: lazyRouteComponent(() => import('../../features/identity/sign-in-page'), 'SignInPage'),
});

export const signUpRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'sign-up',
  validateSearch: readCameFrom,
  component: lazyRouteComponent(() => import('../../features/identity/sign-up-page'), 'SignUpPage'),
});

export const resetRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'reset',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => import('../../features/identity/reset-page'), 'ResetPage'),
});

export const verifyRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'verify',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => import('../../features/identity/verify-page'), 'VerifyPage'),
});

function tokenOf(search: Record<string, unknown>): { token?: string } {
  const { token } = search;
  return typeof token === 'string' && token ? { token } : {};
}
