import { type ReactElement, useEffect, useState } from 'react';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import type { Level } from './timeline';
import { TimelineChart } from './timeline-chart';

const minuteMs = 60_000;

/** The time line of some windows, with what is being edited right now. */
export function TimelinePanel({ levels, isDraft }: { levels: readonly Level[]; isDraft: boolean }): ReactElement {
  const now = useNow();
  return (
    <Panel title={t('timeline.title')} body={isDraft ? t('timeline.preview') : t('timeline.body')}>
      <TimelineChart levels={levels} now={now} />
    </Panel>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minuteMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
