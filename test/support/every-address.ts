import { methodsOf, type Route } from '../../src/platform/http';

/** Real things that addresses can name; every one belongs to somebody else than the test's stranger. */
export interface NamedThings {
  handle: string;
  videoId: string;
  uploadId: string;
  tokenId: string;
  sessionId: string;
  accountId: string;
}

/** Where a piece of a film lies, and what to ask for it with. */
export interface MediaThings {
  token: string;
  /** Of its public path. */
  key: string;
  generation: string;
  rendition: string;
  fence: string;
  file: string;
}

export interface Address {
  method: string;
  path: string;
  route: Route;
}

const apiPrefix = '/api/v1';
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Every method of every route, its parameters filled in with real things. */
export function everyAddress(routes: readonly Route[], things: NamedThings, media?: MediaThings): Address[] {
  return routes.flatMap((route) => {
    const path = `${route.root ? '' : apiPrefix}${filled(media ? inMedia(route.path, media) : route.path, things)}`;
    return methodsOf(route).map((method) => ({ method: method.toUpperCase(), path, route }));
  });
}

export function writes({ method }: Address): boolean {
  return !reading.has(method);
}

/** The secret in the path is all it takes: nobody owns such an address. */
export function isBearerAddress({ route }: Address): boolean {
  return /:(token|key)\b/.test(route.path);
}

function inMedia(pattern: string, media: MediaThings): string {
  if (!/:(token|key)\b/.test(pattern)) return pattern;
  return Object.entries(media).reduce((path, [name, value]) => path.replace(`:${name}`, value), pattern);
}

/** @throws for a parameter it does not know, so that a new kind of id cannot slip past the tests. */
function filled(pattern: string, things: NamedThings): string {
  const rules: [RegExp, string][] = [
    [/:handle/, things.handle],
    [/(\/(?:videos|watch|embed))\/:(?:id|video)\b/, `$1/${things.videoId}`],
    [/\/uploads\/:id/, `/uploads/${things.uploadId}`],
    [/\/multipart\/:upload/, `/multipart/${things.uploadId}`],
    [/\/parts\/:number/, '/parts/1'],
    [/\/tokens\/:id/, `/tokens/${things.tokenId}`],
    [/\/sessions\/:id/, `/sessions/${things.sessionId}`],
    [/:person/, things.accountId],
    [/\/images\/:channel\/:picture\/:file/, `/images/${things.accountId}/none/64.webp`],
    [/\/posters\/:name/, '/posters/none.webp'],
    [/\/renditions\/:name/, '/renditions/360p'],
    [/\/dead-letters\/:id/, '/dead-letters/1'],
    [/\/entitlements\/:id/, `/entitlements/ent_${'0'.repeat(22)}`],
    [/:changeId/, things.accountId],
    [/\*rest/, 'somewhere'],
  ];
  const open = /:(token|key)\b/.test(pattern)
    ? pattern.replace(/:(token|key)\b/, 'a'.repeat(43)).replace(/:\w+/g, 'none')
    : pattern;
  const path = rules.reduce((text, [parameter, value]) => text.replace(parameter, value), open);
  if (/[:*]/.test(path.replace(/^\/api\/v1/, ''))) throw new Error(`No real thing is known for ${pattern}`);
  return path;
}
