import type { ErrorData } from 'hls.js';

/**
 * Whether what this session plays is not there any more. Files are kept as long as it may last: once one is gone, the
 * others are or soon will be. Addresses of a bucket end with the session, as in a pause over night; a new session has
 * new ones, or says why not. Our own 403 is an answer about the viewer.
 */
export function isMissing({ response, frag }: Pick<ErrorData, 'response' | 'frag'>, ourOrigin: string): boolean {
  if (response?.code === 404) return true;
  return response?.code === 403 && frag !== undefined && new URL(frag.url, ourOrigin).origin !== ourOrigin;
}
