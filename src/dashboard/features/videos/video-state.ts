import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatWait } from '../../../ui/format-duration';
import type { Tone } from '../../../ui/state-badge';
import { t } from '../../messages/translate';

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
  const { status, progress, etaSeconds, playable, failure } = video;
  const words: StateWords = {
    tone: tones[status],
    label: t(`state.${status}`),
    busy: status === 'uploading' || status === 'processing' || (status === 'ready' && progress < 1),
    progress: null,
    detail: null,
  };
  if (status === 'failed') return { ...words, detail: failure?.message ?? null };
  if (status === 'processing' || (status === 'ready' && progress < 1)) {
    const left = etaSeconds === null ? [] : [t('time.left', { time: formatWait(etaSeconds) })];
    const plays = playable ? [t('state.playable')] : [];
    const label = status === 'ready' ? t('state.improving') : words.label;
    return { ...words, label, progress, detail: [`${Math.floor(progress * 100)} %`, ...left, ...plays].join(' · ') };
  }
  return words;
}
