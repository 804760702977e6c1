import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { notifyProblem } from '../../notify/notify';
import { retryRendition } from './media-api';
import type { Rendition } from './qualities';

interface Retries {
  /** As the server tells, with those asked for again already waiting. */
  renditions: readonly Rendition[];
  retry(name: string): void;
}

/** Asks for failed renditions again; they show as waiting from the click on. */
export function useRetryRendition({ id, renditions }: VideoTeamView): Retries {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const withdraw = (name: string): void => setAsked((before) => new Set([...before].filter((one) => one !== name)));
  const { mutate } = useMutation({
    mutationFn: (name: string) => retryRendition(id, name),
    onMutate: (name) => setAsked((before) => new Set(before).add(name)),
    onError: (error, name) => {
      withdraw(name);
      notifyProblem(error);
    },
  });
  // Once the server says anything but failed, a later failure is news again.
  useEffect(() => {
    const failed = new Set(renditions.filter(({ state }) => state === 'failed').map(({ name }) => name));
    setAsked((before) => ([...before].every((name) => failed.has(name)) ? before : intersection(before, failed)));
  }, [renditions]);
  return {
    renditions: renditions.map((rendition) =>
      asked.has(rendition.name) && rendition.state === 'failed'
        ? { ...rendition, state: 'waiting', progress: 0, failure: null }
        : rendition,
    ),
    retry: mutate,
  };
}

function intersection(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((name) => other.has(name)));
}
