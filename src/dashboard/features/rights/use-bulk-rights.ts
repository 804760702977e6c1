import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { BulkRightsBody } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithUndo } from '../../notify/notify';
import { changeMany, undoChange } from './rights-api';

interface BulkRights {
  change(body: BulkRightsBody): void;
  isPending: boolean;
}

/** Changes many videos at once, says how many, and takes it back when asked to. */
export function useBulkRights(handle: string, onDone: () => void): BulkRights {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['rights'] });
  const undo = useMutation({
    mutationFn: (changeId: string) => undoChange(handle, changeId, crypto.randomUUID()),
    onSuccess: async ({ undone, kept }) => {
      const words = [t('bulk.undone', { count: undone }), ...(kept > 0 ? [t('bulk.kept', { count: kept })] : [])];
      notifyDone(words.join(' '));
      await refresh();
    },
    onError: notifyProblem,
  });
  const change = useMutation({
    mutationFn: (body: BulkRightsBody) => changeMany(handle, body, key.current),
    onSuccess: async ({ changeId, changed }, { videoIds }) => {
      const same = videoIds.length - changed;
      const words = [t('bulk.changed', { count: changed }), ...(same > 0 ? [t('bulk.same', { count: same })] : [])];
      if (changed > 0) notifyWithUndo(words.join(' '), () => undo.mutate(changeId));
      else notifyDone(words.join(' '));
      onDone();
      await refresh();
    },
    onError: notifyProblem,
    // What was refused is corrected and sent as something new.
    onSettled: () => {
      key.current = crypto.randomUUID();
    },
  });
  return { change: change.mutate, isPending: change.isPending };
}
