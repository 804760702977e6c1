import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import type { Conflict } from './use-keeping';

/** Somebody else was quicker; nothing of either is lost. */
export function ConflictNotice({ conflict }: { conflict: Conflict | null }): ReactElement | null {
  if (!conflict) return null;
  const actions = (
    <>
      <Button size="xs" onClick={conflict.keepMine}>
        {t('rights.conflict.mine')}
      </Button>
      <Button size="xs" variant="default" onClick={conflict.takeTheirs}>
        {t('rights.conflict.theirs')}
      </Button>
    </>
  );
  return (
    <Notice tone="warning" title={t('rights.conflict.title')} actions={actions} urgent>
      {t('rights.conflict.body')}
    </Notice>
  );
}
