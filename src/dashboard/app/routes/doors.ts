import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

export const doorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'doors',
  component: lazyRouteComponent(() => import('../../features/identity/doors'), 'Doors'),
});

export const signInRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = text(search.next);
    return next ? { next } : {};
  },
  component: lazyRouteComponent(() => import('../../features/identity/sign-in-page'), 'SignInPage'),
});

export const signUpRoute = createRoute({
  getParentRoute: () => doorsRoute,
  path: 'sign-up',
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
  const token = text(search.token);
  return token ? { token } : {};
}
