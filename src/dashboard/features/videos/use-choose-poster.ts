import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PosterChoice, PosterChoices } from '../../../modules/media/contract';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { t } from '../../messages/translate';
import { notifyProblem, notifyWithUndo } from '../../notify/notify';
import { choosePoster, postersKey } from './media-api';

/** Takes another still as poster; it is marked from the click on, and there is a way back. */
export function useChoosePoster(video: VideoTeamView): (choice: PosterChoice) => void {
  const client = useQueryClient();
  const key = postersKey(video);
  const { mutate } = useMutation({
    mutationFn: ({ choice }: { choice: PosterChoice; undone?: boolean }) => choosePoster(video.id, choice.id),
    onMutate: async ({ choice }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<PosterChoices>(key);
      client.setQueryData<PosterChoices>(key, (known) => known && marked(known, choice.id));
      return before;
    },
    onSuccess: (answer, { undone }, before) => {
      client.setQueryData(key, answer);
      const previous = before?.items.find(({ chosen }) => chosen);
      if (undone || !previous) return;
      notifyWithUndo(t('poster.changed'), () => mutate({ choice: previous, undone: true }));
    },
    onError: (error, _choice, before) => {
      if (before) client.setQueryData(key, before);
      notifyProblem(error);
    },
  });
  return (choice) => mutate({ choice });
}

function marked({ items }: PosterChoices, id: string): PosterChoices {
  return { items: items.map((item) => ({ ...item, chosen: item.id === id })) };
}
