import { Button, Checkbox, Modal } from '@mantine/core';
import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react';
import type { BulkRightsBody, RightsWindowView } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import styles from './access.module.css';
import { accessDraftOf, readAccessDraft } from './access-draft';
import { AccessFields } from './access-fields';
import { AgeField } from './age-field';
import { NoWindows } from './no-windows';
import { useBulkRights } from './use-bulk-rights';
import { type WindowDraft, WindowsList } from './windows-list';

interface BulkDialogProps {
  handle: string;
  videoIds: readonly string[];
  opened: boolean;
  onClose(): void;
  onDone(): void;
}

/** Access, age and windows of everything selected, at once and with the way back. */
export function BulkDialog({ handle, videoIds, opened, onClose, onDone }: BulkDialogProps): ReactElement {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t('bulk.title', { count: videoIds.length })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <BulkForm handle={handle} videoIds={videoIds} onDone={onDone} />
    </Modal>
  );
}

function BulkForm({ handle, videoIds, onDone }: Pick<BulkDialogProps, 'handle' | 'videoIds' | 'onDone'>): ReactElement {
  const [parts, setParts] = useState({ access: false, age: false, windows: false });
  const [access, setAccess] = useState(() => accessDraftOf({ kind: 'free' }));
  const [minimumAge, setAge] = useState<number | null>(null);
  const [windows, setWindows] = useState<RightsWindowView[]>([]);
  const [draft, setDraft] = useState<WindowDraft | null>(null);
  const [tried, setTried] = useState(false);
  const { change, isPending } = useBulkRights(handle, onDone);
  const reading = readAccessDraft(access);
  const fault = parts.access && reading.kind === 'fault' ? reading : null;
  const something = parts.access || parts.age || parts.windows;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fault || !something) return;
    const body: BulkRightsBody = { videoIds: [...videoIds] };
    if (parts.access && reading.kind === 'rule') body.access = reading.rule;
    if (parts.age) body.minimumAge = minimumAge;
    if (parts.windows) body.windows = windows;
    change(body);
  };
  const put = (saved: WindowDraft): void => {
    setWindows([...windows.slice(0, saved.index), saved.window, ...windows.slice(saved.index + 1)]);
    setDraft(null);
  };
  return (
    <div className={styles.fields}>
      <p className={styles.muted}>{t('bulk.body')}</p>
      <Part label={t('bulk.access')} on={parts.access} onToggle={(on) => setParts({ ...parts, access: on })}>
        <AccessFields
          handle={handle}
          draft={access}
          onChange={(changes) => setAccess({ ...access, ...changes })}
          fault={tried ? fault : null}
          editable
        />
      </Part>
      <Part label={t('bulk.age')} on={parts.age} onToggle={(on) => setParts({ ...parts, age: on })}>
        <AgeField value={minimumAge} editable onChange={setAge} />
      </Part>
      <Part label={t('bulk.windows')} on={parts.windows} onToggle={(on) => setParts({ ...parts, windows: on })}>
        <WindowsList
          windows={windows}
          editable
          isPending={false}
          draft={draft}
          onDraft={setDraft}
          onSave={put}
          onRemove={(index) => setWindows(windows.filter((_, each) => each !== index))}
          empty={<NoWindows body={t('windows.none.bodyVideo')} />}
        />
      </Part>
      <form onSubmit={submit}>
        <Button type="submit" loading={isPending} disabled={!something || draft !== null}>
          {t('bulk.submit', { count: videoIds.length })}
        </Button>
      </form>
    </div>
  );
}

interface PartProps {
  label: string;
  on: boolean;
  onToggle(on: boolean): void;
  children: ReactNode;
}

function Part({ label, on, onToggle, children }: PartProps): ReactElement {
  return (
    <div className={styles.way}>
      <Checkbox label={label} checked={on} onChange={(event) => onToggle(event.currentTarget.checked)} />
      {on && <div className={styles.bulkPart}>{children}</div>}
    </div>
  );
}
