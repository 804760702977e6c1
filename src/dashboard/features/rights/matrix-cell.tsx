import type { ReactElement } from 'react';
import type { MatrixAnswer } from '../../../modules/playback/contract-explain';
import { Icon } from '../../../ui/icon';
import styles from './simulator.module.css';
import { answerWord } from './simulator-words';

interface MatrixCellProps {
  answer: MatrixAnswer;
  /** Which cell it is and what it says, for who cannot see the table. */
  label: string;
  open: boolean;
  onToggle(): void;
}

export function MatrixCell({ answer, label, open, onToggle }: MatrixCellProps): ReactElement {
  return (
    <button
      type="button"
      className={styles.cell}
      data-decision={answer.decision}
      aria-expanded={open}
      aria-label={label}
      onClick={onToggle}
    >
      <Icon name={answer.decision === 'allowed' ? 'check' : 'close'} size={16} />
      {answerWord(answer)}
    </button>
  );
}
