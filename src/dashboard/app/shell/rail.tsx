import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { Icon, type IconName } from '../../../ui/icon';
import { WordMark } from '../../../ui/mark';
import { meQuery } from '../../features/identity/identity-api';
import { useFileChooser } from '../../features/uploads/file-chooser';
import { t } from '../../messages/translate';
import { AccountMenu } from './account-menu';
import { ChannelSwitcher } from './channel-switcher';
import styles from './shell.module.css';

interface BarProps {
  channel: OwnChannelView | null;
  /** Whether this role may upload. */
  uploads?: boolean;
}

interface HelpProps {
  /** Shows the keyboard shortcuts. */
  onHelp(): void;
}

const places = [
  { to: '/@{$handle}/videos', icon: 'film', key: 'nav.videos' },
  { to: '/@{$handle}/rights', icon: 'key', key: 'nav.rights' },
  { to: '/@{$handle}/trash', icon: 'trash', key: 'nav.trash' },
  { to: '/@{$handle}/settings', icon: 'settings', key: 'nav.settings' },
] as const satisfies readonly { to: string; icon: IconName; key: string }[];

export function Rail({ channel, uploads, onHelp }: BarProps & HelpProps): ReactElement {
  const choose = useFileChooser();
  return (
    <section className={styles.rail} aria-label={t('app.studio')}>
      <Link to="/" className={styles.mark} aria-label={`${t('app.name')} ${t('app.studio')}`}>
        <WordMark />
      </Link>
      <ChannelSwitcher channel={channel} />
      {uploads && (
        <Button className={styles.upload} aria-label={t('nav.upload')} onClick={choose}>
          <Icon name="upload" />
          <span className={styles.word}>{t('nav.upload')}</span>
        </Button>
      )}
      {channel && (
        <nav className={styles.nav} aria-label={t('nav.main')}>
          <Places handle={channel.handle} words />
        </nav>
      )}
      <StaffPlaces />
      <div className={styles.end}>
        <AccountMenu onHelp={onHelp} />
      </div>
    </section>
  );
}

/** Whatever the channel; on a phone it stands in the account menu. */
function StaffPlaces(): ReactElement | null {
  const { data: me } = useQuery(meQuery);
  if (!me?.operator) return null;
  return (
    <nav className={styles.nav} aria-label={t('nav.operations')}>
      <Link to="/operations" activeProps={{ 'data-active': true }} title={t('nav.operations')}>
        <Icon name="system" />
        <span className={styles.word}>{t('nav.operations')}</span>
      </Link>
    </nav>
  );
}

/** The rail's head on a phone. */
export function TopBar({ channel, onHelp }: BarProps & HelpProps): ReactElement {
  return (
    <section className={styles.top} aria-label={t('app.studio')}>
      <ChannelSwitcher channel={channel} />
      <AccountMenu onHelp={onHelp} small />
    </section>
  );
}

/** The rail's places on a phone, under the thumb. */
export function BottomBar({ channel, uploads }: BarProps): ReactElement | null {
  const choose = useFileChooser();
  if (!channel) return null;
  return (
    <nav className={`${styles.bottom} ${styles.nav}`} aria-label={t('nav.main')}>
      <Places handle={channel.handle} />
      {uploads && (
        <ActionIcon size="xl" radius="xl" aria-label={t('nav.upload')} onClick={choose}>
          <Icon name="upload" />
        </ActionIcon>
      )}
    </nav>
  );
}

function Places({ handle, words = false }: { handle: string; words?: boolean }): ReactElement {
  return (
    <>
      {places.map(({ to, icon, key }) => (
        <Link
          key={to}
          to={to}
          params={{ handle }}
          activeProps={{ 'data-active': true }}
          title={words ? t(key) : undefined}
        >
          <Icon name={icon} />
          <span className={words ? styles.word : undefined}>{t(key)}</span>
        </Link>
      ))}
    </>
  );
}
