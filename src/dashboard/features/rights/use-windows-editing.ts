import { useState } from 'react';
import type { RightsWindowView } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import type { Keeping } from './use-keeping';
import { withDraft } from './window-draft';
import type { WindowDraft } from './windows-list';

interface WindowsEditing {
  draft: WindowDraft | null;
  onDraft(draft: WindowDraft | null): void;
  onSave(draft: WindowDraft): void;
  onRemove(index: number): void;
  isPending: boolean;
  /** With what is being edited. */
  preview: RightsWindowView[];
}

/** Adds, changes and removes windows; `bodyOf` says what is sent of them. */
export function useWindowsEditing<Body>(
  windows: readonly RightsWindowView[],
  keeping: Keeping<Body>,
  bodyOf: (windows: RightsWindowView[]) => Body,
): WindowsEditing {
  const [draft, setDraft] = useState<WindowDraft | null>(null);
  const put = (next: RightsWindowView[], said: string): Promise<boolean> =>
    keeping.keep({ body: bodyOf(next), undo: bodyOf([...windows]), said });
  const save = async (saved: WindowDraft): Promise<void> => {
    const isNew = saved.index >= windows.length;
    const next = isNew
      ? [...windows, saved.window]
      : windows.map((window, index) => (index === saved.index ? saved.window : window));
    if (await put(next, t(isNew ? 'windows.added' : 'windows.changed'))) setDraft(null);
  };
  return {
    draft,
    onDraft: setDraft,
    onSave: (saved) => void save(saved),
    onRemove: (index) => {
      setDraft(null);
      void put(
        windows.filter((_, each) => each !== index),
        t('windows.removed'),
      );
    },
    isPending: keeping.isPending,
    preview: withDraft(windows, draft),
  };
}
