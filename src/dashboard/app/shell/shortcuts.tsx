import { Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { OwnChannelView } from '../../../modules/channels/contract';
import { useFileChooser } from '../../features/uploads/file-chooser';
import { t } from '../../messages/translate';
import styles from './shortcuts.module.css';

const shown = [
  { keys: ['/'], key: 'shortcuts.search' },
  { keys: ['u'], key: 'shortcuts.upload' },
  { keys: ['g', 'v'], key: 'shortcuts.videos' },
  { keys: ['g', 't'], key: 'shortcuts.trash' },
  { keys: ['g', 's'], key: 'shortcuts.settings' },
  { keys: ['j', 'k'], key: 'shortcuts.rows' },
  { keys: ['?'], key: 'shortcuts.show' },
] as const;

const places: Record<string, '/@{$handle}/videos' | '/@{$handle}/trash' | '/@{$handle}/settings'> = {
  v: '/@{$handle}/videos',
  t: '/@{$handle}/trash',
  s: '/@{$handle}/settings',
};

const pairMs = 1_000;

export function Shortcuts({ channel }: { channel: OwnChannelView | null }): ReactElement {
  const [open, setOpen] = useState(false);
  const choose = useFileChooser();
  const navigate = useNavigate();
  const press = (key: string, afterG: boolean): boolean => {
    const to = afterG ? places[key] : undefined;
    if (to && channel) void navigate({ to, params: { handle: channel.handle } });
    else if (key === '?') setOpen(true);
    else if (key === 'u') choose();
    else if (key === '/') document.getElementById('library-search')?.focus();
    else return false;
    return true;
  };
  useKeys(press);
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
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
