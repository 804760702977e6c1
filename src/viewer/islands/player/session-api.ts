import type { GrantedPlayback, KeptPlayback, RefusalView } from '../../../modules/playback/contract';

export type Answer<T> =
  | ({ kind: 'allowed' } & T)
  | { kind: 'refused'; refusals: readonly RefusalView[] }
  /** The session is over or unknown, or the film is not there for this viewer. */
  | { kind: 'gone' }
  | { kind: 'offline' }
  | { kind: 'busy' };

export type Start = Answer<GrantedPlayback>;

/** `takeOver`: ends what other devices of the account watch, as far as it takes. */
export function startPlayback(videoId: string, options: { takeOver?: boolean } = {}): Promise<Start> {
  return ask<GrantedPlayback>(`/api/v1/videos/${encodeURIComponent(videoId)}/playback`, options);
}

/** `manifestUrl` names the session: its heartbeat lies beside the master playlist. */
export function keepPlayback(manifestUrl: string): Promise<Answer<KeptPlayback>> {
  return ask<KeptPlayback>(manifestUrl.replace(/master\.m3u8$/, 'heartbeat'));
}

const answersWithinMs = 15_000;

async function ask<T>(url: string, said?: object): Promise<Answer<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      signal: AbortSignal.timeout(answersWithinMs),
      ...(said ? { body: JSON.stringify(said), headers: { 'Content-Type': 'application/json' } } : {}),
    });
    if (response.ok) return { kind: 'allowed', ...((await response.json()) as T) };
    if (response.status === 404) return { kind: 'gone' };
    if (response.status !== 403) return { kind: 'busy' };
    const { refusals } = (await response.json()) as { refusals?: RefusalView[] };
    return refusals && refusals.length > 0 ? { kind: 'refused', refusals } : { kind: 'gone' };
  } catch {
    return { kind: navigator.onLine ? 'busy' : 'offline' };
  }
}
