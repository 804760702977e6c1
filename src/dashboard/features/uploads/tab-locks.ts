const prefix = 'studio-upload:';

/** Marks a video as being sent from this tab until the returned function is called or the tab is gone. */
export function holdUpload(videoId: string): () => void {
  if (!navigator.locks) return () => undefined;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Another tab that holds it already is not waited for.
  void navigator.locks.request(prefix + videoId, { ifAvailable: true }, (lock) => (lock ? held : undefined));
  return release;
}

/** Videos that some tab of this browser is sending now. */
export async function heldUploads(): Promise<ReadonlySet<string>> {
  if (!navigator.locks) return new Set();
  const { held = [] } = await navigator.locks.query();
  const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length)));
}
