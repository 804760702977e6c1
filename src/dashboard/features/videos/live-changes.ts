/** What the server says while the studio is open. */
export interface ChangeHandlers {
  onVideo(data: string): void;
  onPurged(data: string): void;
  /** Events arrive from here on; `missed` where what happened before may be unknown. */
  onListening(missed: boolean): void;
  /** Events do not arrive now; asking again has to do. */
  onDeaf(): void;
}

interface Relayed {
  type: 'video' | 'purged' | 'listening' | 'resumed' | 'deaf';
  data: string;
}

const retryMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * Follows a channel's changes with one connection per browser (HTTP/1.1 allows six a host): the tab that holds the
 * lock listens and tells the others. Returns how to stop.
 */
export function followChanges(handle: string, handlers: ChangeHandlers): () => void {
  const name = `studio-changes:${handle}`;
  const channel = new BroadcastChannel(name);
  const stop = new AbortController();
  channel.onmessage = ({ data }: MessageEvent<Relayed>) => deliver(data, handlers);
  const lead = (): Promise<void> =>
    listen(handle, stop.signal, (change) => {
      deliver(change, handlers);
      channel.postMessage(change);
    });
  // Without locks (a page not served over HTTPS or from this machine) every tab listens for itself.
  if (navigator.locks) navigator.locks.request(name, { signal: stop.signal }, lead).catch(() => undefined);
  else void lead();
  return () => {
    stop.abort();
    channel.close();
  };
}

function deliver({ type, data }: Relayed, handlers: ChangeHandlers): void {
  if (type === 'video') handlers.onVideo(data);
  else if (type === 'purged') handlers.onPurged(data);
  else if (type === 'deaf') handlers.onDeaf();
  else handlers.onListening(type === 'listening');
}

/** Holds a connection, opening a new one with growing pauses whenever the browser has given up; ends with `signal`. */
function listen(handle: string, signal: AbortSignal, tell: (change: Relayed) => void): Promise<void> {
  let failures = 0;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(`/api/v1/channels/${encodeURIComponent(handle)}/changes`);
    source.onopen = () => {
      failures = 0;
    };
    for (const type of ['video', 'purged', 'listening', 'resumed'] as const) {
      source.addEventListener(type, ({ data }: MessageEvent<string>) => tell({ type, data }));
    }
    source.onerror = () => {
      tell({ type: 'deaf', data: '' });
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, retryMs[Math.min(failures++, retryMs.length - 1)]);
    };
  };
  open();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      resolve();
    });
  });
}
