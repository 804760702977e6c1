import type { ReactElement } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment, formatWhen } from '../../../ui/format-date';
import { Icon, type IconName } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { expectedWords, type Lateness } from './lateness';
import styles from './library.module.css';
import { type PublicationState, publicationState, type Shown } from './publication-state';
import { useLateness } from './use-lateness';

/** Who can see it, and from when or until when. */
export function VisibilityCell({ video }: { video: VideoTeamView }): ReactElement {
  const state = publicationState(video, new Date());
  const { icon, label, detail, exact } = wordsOf(state);
  const late = useLateness(video);
  return (
    <div className={`${styles.visibility} ${state.kind === 'none' ? styles.muted : ''}`} title={exact}>
      <Icon name={icon} size={18} />
      <span>
        {label}
        {late ? <LateDetail late={late} /> : detail && <span className={styles.small}> {detail}</span>}
      </span>
    </div>
  );
}

function LateDetail({ late: { startsAt, expectedAt } }: { late: Lateness }): ReactElement {
  const words = expectedAt ? t('late.cell', { expected: expectedWords(expectedAt, startsAt) }) : t('late.cellUnknown');
  return <span className={styles.late}>{words}</span>;
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
      return { icon: icons[state.visibility], label: t(`visibility.${state.visibility}`) };
    case 'waiting':
      return {
        icon: icons[state.visibility],
        label: t(`visibility.${state.visibility}`),
        detail: t('visibility.whenReady'),
      };
    case 'open': {
      const until = state.endsAt
        ? { detail: t('visibility.until', { when: formatWhen(state.endsAt) }), exact: formatMoment(state.endsAt) }
        : {};
      return { icon: icons[state.visibility], label: t(`visibility.${state.visibility}`), ...until };
    }
  }
}

const icons: Record<Shown, IconName> = { public: 'world', unlisted: 'link', password: 'key' };
