import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment, formatWhen } from '../../../ui/format-date';
import { Icon, type IconName } from '../../../ui/icon';
import { t } from '../../messages/translate';
import styles from './library.module.css';
import { type PublicationState, publicationState } from './publication-state';

/** Who can see it, and from when or until when. */
export function VisibilityCell({ video }: { video: VideoTeamView }): ReactElement {
  const state = publicationState(video, new Date());
  const { icon, label, detail, exact } = wordsOf(state);
  return (
    <div className={`${styles.visibility} ${state.kind === 'none' ? styles.muted : ''}`} title={exact}>
      <Icon name={icon} size={18} />
      <span>
        {label}
        {detail && <span className={styles.small}> {detail}</span>}
      </span>
    </div>
  );
}

interface Words {
  icon: IconName;
  label: string;
  detail?: string;
  exact?: string;
}

function wordsOf(state: PublicationState): Words {
  switch (state.kind) {
    case 'none':
      return { icon: 'lock', label: t('visibility.none') };
    case 'private':
      return { icon: 'lock', label: t('visibility.private') };
    case 'ended':
      return {
        icon: 'calendar',
        label: t('visibility.ended', { when: formatWhen(state.endsAt) }),
        exact: formatMoment(state.endsAt),
      };
    case 'scheduled': {
      const visibility = t(`visibility.${state.visibility}`);
      return {
        icon: 'calendar',
        label: t('visibility.from', { visibility, when: formatWhen(state.startsAt) }),
        exact: formatMoment(state.startsAt),
      };
    }
    case 'unusable':
      return { icon: iconOf(state.visibility), label: t(`visibility.${state.visibility}`) };
    case 'waiting':
      return {
        icon: iconOf(state.visibility),
        label: t(`visibility.${state.visibility}`),
        detail: t('visibility.whenReady'),
      };
    case 'open': {
      const until = state.endsAt
        ? { detail: t('visibility.until', { when: formatWhen(state.endsAt) }), exact: formatMoment(state.endsAt) }
        : {};
      return { icon: iconOf(state.visibility), label: t(`visibility.${state.visibility}`), ...until };
    }
  }
}

function iconOf(visibility: 'public' | 'unlisted'): IconName {
  return visibility === 'public' ? 'world' : 'link';
}
