import type { VideoTeamView } from '../../../modules/videos/contract';
import { t } from '../../messages/translate';

export type Rendition = VideoTeamView['renditions'][number];

export function nameOf({ kind, name }: Rendition): string {
  if (kind === 'audio') return t('rendition.audio');
  return name === 'source' ? t('rendition.source') : name;
}

// The original is known by its height where its size does not stand beside it.
function inSentence(rendition: Rendition): string {
  const { name, height } = rendition;
  return name === 'source' && height ? `${height}p` : nameOf(rendition);
}

/** `1280 × 720`; null for sound. */
export function sizeOf({ width, height }: Rendition): string | null {
  return width && height ? `${width} × ${height}` : null;
}

export function percentOf(progress: number): string {
  return `${Math.floor(progress * 100)} %`;
}

/** The film as it came first, then pictures from small to large, sound last: what is added takes no row's place. */
export function inOrder(renditions: readonly Rendition[]): Rendition[] {
  return [...renditions].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ kind, name, height }: Rendition): number {
  if (kind === 'audio') return Number.MAX_SAFE_INTEGER;
  return name === 'source' ? 0 : (height ?? 0);
}

/** The best picture that is whole; before one is, the one whose first seconds play. Null where there is only sound. */
export function bestPlaying(renditions: readonly Rendition[]): Rendition | null {
  const pictures = renditions.filter(({ kind }) => kind === 'video');
  const [best] = pictures.filter(({ state }) => state === 'ready').sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
  return best ?? pictures.find(({ state }) => state === 'working') ?? null;
}

/** What viewers get right now, in a sentence that changes seldom. */
export function playingWords({ status, playable, progress, renditions }: VideoTeamView): string {
  if (status === 'uploading' || status === 'processing') {
    return playable ? t('qualities.replacing') : t(`qualities.${status}`);
  }
  if (status !== 'ready') return t(`qualities.${status}`);
  if (progress < 1) {
    const best = bestPlaying(renditions);
    return best ? t('qualities.playsNow', { quality: inSentence(best) }) : t('qualities.playsSoundNow');
  }
  const failed = renditions.filter(({ state }) => state === 'failed').map(inSentence);
  return failed.length > 0 ? t('qualities.but', { names: failed.join(', ') }) : t('qualities.whole');
}
