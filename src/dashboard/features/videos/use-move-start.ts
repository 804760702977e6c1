import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PublishVideoBody, VideoTeamView } from '../../../modules/videos/contract';
import { formatMoment } from '../../../ui/format-date';
import { t } from '../../messages/translate';
import { notifyProblem, notifyWithUndo } from '../../notify/notify';
import { applyVideo } from './use-live-changes';
import { publishVideo } from './videos-api';

interface MoveStart {
  /** To an instant; who may watch and the end stay. */
  move(startsAt: string): void;
  isPending: boolean;
}

interface Step {
  to: PublishVideoBody;
  /** What it was before, taken at the click: live news may overtake the answer. Null on the way back. */
  from: PublishVideoBody | null;
}

/** Publishes a video later than planned, with the way back. */
export function useMoveStart({ id, publication }: VideoTeamView): MoveStart {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ to }: Step) => publishVideo(id, to),
    onSuccess: (saved, { to, from }) => {
      applyVideo(client, saved.channelHandle, saved);
      if (!from || !to.startsAt) return;
      const said = t('publish.scheduled', { title: saved.title, when: formatMoment(to.startsAt) });
      notifyWithUndo(said, () => mutate({ to: from, from: null }));
    },
    onError: notifyProblem,
  });
  const move = (startsAt: string): void => {
    if (!publication) return;
    const { publishedAt: _, ...from } = publication;
    mutate({ to: { ...from, startsAt }, from });
  };
  return { move, isPending };
}
