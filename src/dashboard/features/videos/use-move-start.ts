import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { VideoTeamView } from '../../../modules/videos/contract';
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

/** Publishes a video later than planned, with the way back. */
export function useMoveStart({ id, publication }: VideoTeamView): MoveStart {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async (startsAt: string | null) => {
      if (!publication) return null;
      const { visibility, endsAt } = publication;
      return publishVideo(id, { visibility, startsAt, endsAt });
    },
    onSuccess: (saved, startsAt) => {
      if (!saved) return;
      applyVideo(client, saved.channelHandle, saved);
      const before = publication?.startsAt ?? null;
      if (!startsAt || startsAt === before) return;
      const said = t('publish.scheduled', { title: saved.title, when: formatMoment(startsAt) });
      notifyWithUndo(said, () => mutate(before));
    },
    onError: notifyProblem,
  });
  return { move: mutate, isPending };
}
