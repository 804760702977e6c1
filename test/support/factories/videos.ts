import type { MediaProgress, RenditionProgress } from '../../../src/modules/videos';

/** What media tells of a film at `at`: nothing yet, but for `more`. */
export function progressAt(at: Date, more: Partial<MediaProgress> = {}): MediaProgress {
  return { progress: 0, etaSeconds: null, playableEtaSeconds: null, at: at.toISOString(), renditions: [], ...more };
}

export function renditionProgress(more: Partial<RenditionProgress> = {}): RenditionProgress {
  const state = more.state ?? 'waiting';
  const progress = state === 'ready' ? 1 : 0;
  return { name: '360p', kind: 'video', width: 640, height: 360, state, progress, failure: null, ...more };
}
