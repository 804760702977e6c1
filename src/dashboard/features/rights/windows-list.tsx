import { Button } from '@mantine/core';
import { type ReactElement, type ReactNode, useRef } from 'react';
import type { RightsWindowView } from '../../../modules/rights/contract';
import { Icon } from '../../../ui/icon';
import { StateBadge, type Tone } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import { freshWindow } from './window-draft';
import { WindowEditor } from './window-editor';
import { ageOf, type WindowAge, windowWords } from './window-words';
import styles from './windows.module.css';

/** The window being written: its place in the list; one past the end is new. */
export interface WindowDraft {
  index: number;
  window: RightsWindowView;
}

interface WindowsListProps {
  windows: readonly RightsWindowView[];
  editable: boolean;
  isPending: boolean;
  draft: WindowDraft | null;
  onDraft(draft: WindowDraft | null): void;
  onSave(draft: WindowDraft): void;
  onRemove(index: number): void;
  /** Stands where there is none. */
  empty: ReactNode;
}

/** Windows in words, each changed in its place. */
export function WindowsList(props: WindowsListProps): ReactElement {
  const { windows, editable, draft, onDraft, onRemove, empty } = props;
  const adds = draft?.index === windows.length;
  const add = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    onDraft(null);
    requestAnimationFrame(() => add.current?.focus());
  };
  return (
    <div className={styles.stack}>
      {windows.length === 0 && !adds && empty}
      {(windows.length > 0 || adds) && (
        <ul className={styles.list}>
          {windows.map((window, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place, and are replaced as a whole
            <li key={index}>
              {draft?.index === index ? (
                <Editor {...props} draft={draft} onClose={close} />
              ) : (
                <WindowRow
                  window={window}
                  onEdit={editable ? () => onDraft({ index, window }) : undefined}
                  onRemove={editable ? () => onRemove(index) : undefined}
                />
              )}
            </li>
          ))}
          {adds && (
            <li>
              <Editor {...props} draft={draft} onClose={close} />
            </li>
          )}
        </ul>
      )}
      {editable && !adds && (
        <div>
          <Button
            ref={add}
            variant="default"
            leftSection={<Icon name="add" size={16} />}
            onClick={() => onDraft({ index: windows.length, window: freshWindow })}
          >
            {t('windows.add')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Editor(props: WindowsListProps & { draft: WindowDraft; onClose(): void }): ReactElement {
  const { draft, windows, isPending, onDraft, onSave, onClose } = props;
  return (
    <WindowEditor
      title={t(draft.index === windows.length ? 'editor.add' : 'editor.edit')}
      window={draft.window}
      isPending={isPending}
      onChange={(window) => onDraft({ ...draft, window })}
      onSave={(window) => onSave({ ...draft, window })}
      onCancel={onClose}
    />
  );
}

const tones: Record<WindowAge, Tone> = { past: 'neutral', now: 'success', future: 'accent' };

interface WindowRowProps {
  window: RightsWindowView;
  onEdit?(): void;
  onRemove?(): void;
}

export function WindowRow({ window, onEdit, onRemove }: WindowRowProps): ReactElement {
  const words = windowWords(window);
  const age = ageOf(window, Date.now());
  const messages = Object.keys(window.messageByCountry).length;
  return (
    <div className={styles.row}>
      <span className={styles.effect} data-effect={window.effect}>
        <Icon name={window.effect === 'allow' ? 'check' : 'close'} size={18} />
      </span>
      <div className={styles.words}>
        <p className={styles.said}>{words}</p>
        {window.reason && <p className={styles.detail}>{window.reason}</p>}
        <p className={styles.detail}>
          <StateBadge
            tone={window.effect === 'deny' && age === 'now' ? 'danger' : tones[age]}
            label={t(`windows.${age}`)}
          />
          {messages > 0 && <span> · {t('windows.messages', { count: messages })}</span>}
        </p>
      </div>
      {(onEdit || onRemove) && (
        <div className={styles.verbs}>
          {onEdit && (
            <Button size="xs" variant="default" aria-label={t('windows.editNamed', { words })} onClick={onEdit}>
              {t('windows.edit')}
            </Button>
          )}
          {onRemove && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={t('windows.removeNamed', { words })}
              onClick={onRemove}
            >
              {t('windows.remove')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
