import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Avatar } from '../../../ui/avatar';
import { Icon, type IconName } from '../../../ui/icon';
import { meQuery, signOut } from '../../features/identity/identity-api';
import { t } from '../../messages/translate';
import { notifyProblem } from '../../notify/notify';
import styles from './shell.module.css';

const themes = [
  { value: 'light', icon: 'sun' },
  { value: 'dark', icon: 'moon' },
  { value: 'auto', icon: 'system' },
] as const satisfies readonly { value: string; icon: IconName }[];

interface AccountMenuProps {
  /** Shows the keyboard shortcuts. */
  onHelp(): void;
  /** Only the picture. */
  small?: boolean;
}

export function AccountMenu({ onHelp, small = false }: AccountMenuProps): ReactElement | null {
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!me) return null;
  const name = me.displayName;
  // What is in memory belongs to this account; a fresh page forgets it.
  const leave = (): void => void signOut().then(() => window.location.assign('/studio/sign-in'), notifyProblem);
  return (
    <Menu position={small ? 'bottom-end' : 'right-end'} width="calc(var(--space-24) * 2.25)">
      <Menu.Target>
        {small ? (
          <ActionIcon variant="transparent" size="xl" radius="xl" aria-label={`${t('account.menu')} ${name}`}>
            <Avatar url={null} name={name} />
          </ActionIcon>
        ) : (
          <button type="button" className={styles.account}>
            <span className="visually-hidden">{t('account.menu')}</span>
            <Avatar url={null} name={name} size={6} />
            <span className={styles.word}>{name}</span>
          </button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={styles.email}>{me.email}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<Icon name="person" size={18} />}>
          {t('account.settings')}
        </Menu.Item>
        {me.operator && (
          <Menu.Item component={Link} to="/operations" leftSection={<Icon name="system" size={18} />}>
            {t('nav.operations')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{t('theme.label')}</Menu.Label>
        {themes.map(({ value, icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            closeMenuOnClick={false}
            leftSection={<Icon name={icon} size={18} />}
            rightSection={colorScheme === value ? <Icon name="check" size={16} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`theme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" size={18} />} onClick={onHelp}>
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" size={18} />} onClick={leave}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
