import { methodsOf, type Route } from '../platform/http';

/** Reading that must go on: what plays and goes into playing, signing in, an upload under way, and what operators look at. */
const actionsKept = new Set([
  'health.read',
  'metrics.read',
  'operations.read',
  'media.read',
  'playback.start',
  'account.read',
  'account.create',
  'account.recover',
  'session.create',
  'upload.write',
  'upload.discover',
]);

/** Pages of actions that can wait elsewhere: where films play, and the studio's one file. */
const pathsKept = new Set(['/watch/:id', '/embed/:id', '/studio', '/studio/*rest']);

const reads: ReadonlySet<string> = new Set(['get', 'head']);

/**
 * What is refused first when web is behind: reading, but for what is named here; never writing, for whoever
 * writes would have to do it again. `test/boundaries/routes.table.json` shows the outcome for each route.
 */
export function canWait(route: Route): boolean {
  if (route.kind === 'lean' || actionsKept.has(route.action)) return false;
  if (route.root && pathsKept.has(route.path)) return false;
  return methodsOf(route).every((method) => reads.has(method));
}
