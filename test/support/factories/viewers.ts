import type { ViewerCountry } from '../../../src/modules/access';
import type { Viewer } from '../../../src/modules/playback';
import { type Actor, anonymous } from '../../../src/platform/http';

/** Somebody who asks, from nobody knows where unless told. */
export function viewerOf(actor: Actor, overrides: Partial<Omit<Viewer, 'actor'>> = {}): Viewer {
  return { actor, country: null, passwordIds: [], ...overrides };
}

/** Somebody not signed in. */
export function strangerAt(country: ViewerCountry): Viewer {
  return viewerOf(anonymous, { country });
}
