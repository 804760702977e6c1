import { Button } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { formatHour } from '../../../ui/format-date';
import { Notice } from '../../../ui/notice';
import { t } from '../../messages/translate';
import { betterStart, type Lateness, lateWords } from './lateness';
import { useLateness } from './use-lateness';
import { useMoveStart } from './use-move-start';

/** An estimate that wavers around the hour must not make the page jump. */
const steadyMs = 15_000;

/** Says beforehand that a film will miss its hour, and what helps. */
export function LateNotice({ video, editable }: { video: VideoTeamView; editable: boolean }): ReactElement | null {
  const late = useSteady(useLateness(video), video);
  const { move, isPending } = useMoveStart(video);
  if (!late || video.status === 'failed' || video.trashedAt) return null;
  const isDraft = video.status === 'draft';
  const start = betterStart(late, video.publication?.endsAt ?? null);
  const button = start && editable && (
    <Button size="xs" variant="default" loading={isPending} onClick={() => move(start)}>
      {t('late.move', { start: formatHour(start, new Date(late.startsAt)) })}
    </Button>
  );
  return (
    <Notice tone="warning" actions={button}>
      <span role="status">{lateWords(late, isDraft, new Date())}</span>{' '}
      {editable && t(isDraft ? 'late.helpDraft' : 'late.help')}
    </Notice>
  );
}

/** What was known last, for a while after it was taken back; not once the film plays or has another hour. */
function useSteady(late: Lateness | null, { playable, publication }: VideoTeamView): Lateness | null {
  const kept = useRef(late);
  const [, setForgotten] = useState(0);
  const known = late !== null;
  if (late) kept.current = late;
  useEffect(() => {
    if (known) return;
    const timer = setTimeout(() => {
      kept.current = null;
      setForgotten((times) => times + 1);
    }, steadyMs);
    return () => clearTimeout(timer);
  }, [known]);
  const shown = kept.current;
  return playable || shown?.startsAt !== publication?.startsAt ? null : shown;
}
