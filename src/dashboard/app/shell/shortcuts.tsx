import { Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef } from 'react';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { useFileChooser } from '../../features/uploads/file-chooser';
import { t } from '../../messages/translate';
import styles from './shortcuts.module.css';

const shown = [
  { keys: ['/'], key: 'shortcuts.search' },
  { keys: ['u'], key: 'shortcuts.upload' },
  { keys: ['g', 'v'], key: 'shortcuts.videos' },
  { keys: ['g', 'r'], key: 'shortcuts.rights' },
  { keys: ['g', 't'], key: 'shortcuts.trash' },
  { keys: ['g', 's'], key: 'shortcuts.settings' },
  { keys: ['j', 'k'], key: 'shortcuts.rows' },
  { keys: ['?'], key: 'shortcuts.show' },
] as const;

const places: Record<string, `/@{$handle}/${'videos' | 'rights' | 'trash' | 'settings'}`> = {
  v: '/@{$handle}/videos',
  r: '/@{$handle}/rights',
  t: '/@{$handle}/trash',
  s: '/@{$handle}/settings',
};

const pairMs = 1_000;

interface ShortcutsProps {
  channel: OwnChannelView | null;
  /** Whether the list of them is shown. */
  open: boolean;
  onOpenChange(open: boolean): void;
}

export function Shortcuts({ channel, open, onOpenChange }: ShortcutsProps): ReactElement {
  const choose = useFileChooser();
  const navigate = useNavigate();
  const press = (key: string, afterG: boolean): boolean => {
    const to = afterG ? places[key] : undefined;
    if (to && channel) void navigate({ to, params: { handle: channel.handle } });
    else if (key === '?') onOpenChange(true);
    else if (key === 'u') choose();
    else if (key === '/') document.getElementById('library-search')?.focus();
    // From there on the list itself listens.
    else if (key === 'j') document.querySelector<HTMLElement>('a[data-row]')?.focus();
    else return false;
    return true;
  };
  useKeys(press);
  return (
    <Modal
      opened={open}
      onClose={() => onOpenChange(false)}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <dl className={styles.list}>
        {shown.map(({ keys, key }) => (
          <div key={key} className={styles.row}>
            <dt>{t(key)}</dt>
            <dd>
              {keys.map((one) => (
                <Kbd key={one}>{one}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

/** Single keys, never while somebody types or holds a modifier. */
function useKeys(press: (key: string, afterG: boolean) => boolean): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    let gAt = 0;
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      if (event.defaultPrevented) return;
      const afterG = event.timeStamp - gAt < pairMs;
      gAt = event.key === 'g' ? event.timeStamp : 0;
      if (latest.current(event.key, afterG)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input,textarea,select,[contenteditable],[role=dialog]') !== null
  );
}
