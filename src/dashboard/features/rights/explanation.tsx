import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef } from 'react';
import type { ExplainedRefusal, MatrixAnswer } from '../../../modules/playback/contract-explain';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import styles from './simulator.module.css';
import { spanWords } from './window-words';

interface ExplanationProps {
  handle: string;
  videoId: string;
  /** Which cell it is about. */
  about: string;
  answer: MatrixAnswer;
  onClose(): void;
}

/** Why a cell says yes or no: every reason, what viewers read, and which window it is. */
export function Explanation({ handle, videoId, about, answer, onClose }: ExplanationProps): ReactElement {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which is no way to clean up.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section ref={box} className={styles.explanation} aria-label={about}>
      <div className={styles.explainHead}>
        <p className={styles.verdict} data-decision={answer.decision}>
          <Icon name={answer.decision === 'allowed' ? 'check' : 'close'} size={18} />
          {t(`simulator.${answer.decision}`)}
        </p>
        <ActionIcon variant="subtle" color="gray" aria-label={t('simulator.close')} onClick={onClose}>
          <Icon name="close" size={18} />
        </ActionIcon>
      </div>
      {answer.decision === 'allowed' ? (
        <p>{answer.detail}</p>
      ) : (
        <>
          <ul className={styles.reasons}>
            {answer.refusals.map((refusal) => (
              <Reason key={`${refusal.reason}-${refusal.level}`} refusal={refusal} />
            ))}
          </ul>
          {!answer.existencePublic && <p className={styles.muted}>{t('simulator.hidden')}</p>}
        </>
      )}
      <Link to="/@{$handle}/videos/$videoId/rights" params={{ handle, videoId }}>
        {t('simulator.editVideo')}
      </Link>
    </section>
  );
}

function Reason({ refusal }: { refusal: ExplainedRefusal }): ReactElement {
  return (
    <li>
      <p className={styles.reason}>{refusal.teamDetail}</p>
      <p className={styles.muted}>{t('simulator.viewersRead', { words: refusal.detail })}</p>
      {refusal.windows.map((window) => (
        <p key={JSON.stringify(window)} className={styles.muted}>
          {t('simulator.window', {
            level: t(`simulator.level.${window.level}`),
            words: [t(`editor.${window.effect}`), spanWords(window), window.reason].filter(Boolean).join(' · '),
          })}
        </p>
      ))}
    </li>
  );
}
