import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { Avatar } from '../../../ui/avatar';
import { Icon } from '../../../ui/icon';
import { myChannelsQuery } from '../../features/channels/channels-api';
import { t } from '../../messages/translate';
import styles from './shell.module.css';

export function ChannelSwitcher({ channel }: { channel: OwnChannelView | null }): ReactElement | null {
  const { data: channels = [] } = useQuery(myChannelsQuery);
  if (!channel) return null;
  return (
    <Menu position="bottom-start" width="calc(var(--space-24) * 2.75)">
      <Menu.Target>
        <button type="button" className={styles.switcher}>
          <span className="visually-hidden">{t('switcher.label')}</span>
          <Avatar url={channel.avatarUrl} name={channel.name} square />
          <Names channel={channel} />
          <span className={styles.chevron}>
            <Icon name="chevronDown" size={16} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('switcher.choose')}</Menu.Label>
        {channels.map((one) => (
          <Menu.Item
            key={one.id}
            renderRoot={(props) => <Link to="/@{$handle}/videos" params={{ handle: one.handle }} {...props} />}
            leftSection={<Avatar url={one.avatarUrl} name={one.name} size={6} square />}
            rightSection={one.id === channel.id ? <Icon name="check" size={16} /> : null}
          >
            <Names channel={one} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          component="a"
          href={`/@${channel.handle}`}
          target="_blank"
          leftSection={<Icon name="external" size={18} />}
        >
          {t('nav.viewChannel')}
        </Menu.Item>
        <Menu.Item component={Link} to="/open-channel" leftSection={<Icon name="add" size={18} />}>
          {t('switcher.open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Names({ channel }: { channel: OwnChannelView }): ReactElement {
  return (
    <span className={styles.names}>
      <span className={styles.name}>{channel.name}</span>
      <span className={styles.handle}>
        @{channel.handle} · {t(`role.${channel.role}`)}
      </span>
    </span>
  );
}
