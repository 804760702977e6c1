import type { ReactElement } from 'react';
import { StateBadge } from '../../../ui/state-badge';
import { t } from '../../messages/translate';
import type { LetterLine } from './operations-api';

export function LetterState({ letter }: { letter: LetterLine }): ReactElement {
  if (letter.discardedAt) return <StateBadge tone="neutral" label={t('letters.discarded')} />;
  if (letter.replayedAt) return <StateBadge tone="success" label={t('letters.replayed')} />;
  return <StateBadge tone="danger" label={t('letters.open')} />;
}
