import type { VideoTeamView } from '../../../modules/videos/contract';
import type { Tone } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { percentOf, playingWords } from './qualities';
import { timeLeft } from './time-left';

export interface StateWords {
  tone: Tone;
  label: string;
  busy: boolean;
  /** 0 to 1; null where nothing is under way. */
  progress: number | null;
  /** Time left, what plays already, or why it failed. */
  detail: string | null;
}

const tones: Record<VideoTeamView['status'], Tone> = {
  draft: 'neutral',
  uploading: 'accent',
  processing: 'accent',
  ready: 'success',
  failed: 'danger',
};

/** A video's state in words, the same in the list and on its page. */
export function stateOf(video: VideoTeamView): StateWords {
  const { status, progress, etaSeconds, failure, renditions } = video;
  const words: StateWords = {
    tone: tones[status],
    label: t(`state.${status}`),
    busy: status === 'uploading' || status === 'processing' || (status === 'ready' && progress < 1),
    progress: null,
    detail: null,
  };
  if (status === 'failed') return { ...words, detail: failure?.message ?? null };
  if (status === 'processing' || (status === 'ready' && progress < 1)) {
    const label = status === 'ready' ? t('state.improving') : words.label;
    return { ...words, label, progress, detail: `${timeLeft(etaSeconds)} · ${percentOf(progress)}` };
  }
  if (status === 'ready' && failure) return { ...words, tone: 'warning', detail: t('state.oldPlays') };
  if (renditions.some(({ state }) => state === 'failed')) return { ...words, detail: playingWords(video) };
  return words;
}
