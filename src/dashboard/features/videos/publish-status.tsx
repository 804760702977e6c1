import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatHour, formatMoment } from '../../../ui/format-date';
import { StateBadge, type Tone } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { expectedWords, type Lateness } from './lateness';
import { type PublicationState, publicationState } from './publication-state';
import { useLateness } from './use-lateness';

const tones: Record<PublicationState['kind'], Tone> = {
  none: 'neutral',
  private: 'neutral',
  waiting: 'accent',
  unusable: 'danger',
  scheduled: 'accent',
  open: 'success',
  ended: 'neutral',
};

/** What the publication means right now, in a sentence. */
export function PublishStatus({ video }: { video: VideoTeamView }): ReactElement {
  const now = new Date();
  const state = publicationState(video, now);
  const late = useLateness(video);
  const awaited = late && (state.kind === 'scheduled' || state.kind === 'waiting');
  return (
    <div role="status">
      <StateBadge
        tone={awaited ? 'warning' : tones[state.kind]}
        label={awaited ? lateStatus(late, now) : wordsOf(state)}
      />
    </div>
  );
}

function lateStatus({ startsAt, expectedAt }: Lateness, now: Date): string {
  const start = formatHour(startsAt, now);
  return expectedAt
    ? t('late.status', { start, expected: expectedWords(expectedAt, startsAt) })
    : t('late.statusUnknown', { start });
}

function wordsOf(state: PublicationState): string {
  switch (state.kind) {
    case 'none':
      return t('publish.status.none');
    case 'private':
      return t('publish.status.private');
    case 'waiting':
      return t('publish.status.waiting');
    case 'unusable':
      return t('publish.status.unusable');
    case 'scheduled':
      return t('publish.status.scheduled', { when: formatMoment(state.startsAt) });
    case 'ended':
      return t('publish.status.ended', { when: formatMoment(state.endsAt) });
    case 'open': {
      const open = t(`publish.status.live.${state.visibility}`);
      return state.endsAt ? `${open} ${t('publish.status.ends', { when: formatMoment(state.endsAt) })}` : open;
    }
  }
}
