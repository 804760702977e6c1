import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isApiProblem } from '../../api/api';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem, notifyWithUndo } from '../../notify/notify';

interface Versioned {
  version: number;
}

/** One edit: what is sent, what takes it back, and what is said of it. */
export interface Edit<Body> {
  body: Body;
  undo: Body | null;
  said: string;
}

export interface Conflict {
  keepMine(): void;
  takeTheirs(): void;
}

export interface Keeping<Body> {
  /** Resolves true once saved; false where it was refused, which is said. */
  keep(edit: Edit<Body>): Promise<boolean>;
  isPending: boolean;
  /** What is on its way, to be shown as if it were saved. */
  pending: Body | null;
  /** Somebody else changed it meanwhile, and the last edit is not saved. */
  conflict: Conflict | null;
}

interface Place<View extends Versioned, Body> {
  queryKey: QueryKey;
  write(body: Body, version: number): Promise<View>;
  /** What else shows it and has to be asked for again. */
  alsoStale: readonly QueryKey[];
}

/** Saves each edit at once over the version that was read, with the way back; overwrites nobody unasked. */
export function useKeeping<View extends Versioned, Body>(place: Place<View, Body>): Keeping<Body> {
  const client = useQueryClient();
  const [refused, setRefused] = useState<Edit<Body> | null>(null);
  const { mutateAsync, isPending, variables } = useMutation({
    mutationFn: ({ body }: Edit<Body>) => place.write(body, client.getQueryData<View>(place.queryKey)?.version ?? 0),
    onSuccess: (saved, { undo, said }) => {
      client.setQueryData(place.queryKey, saved);
      for (const queryKey of place.alsoStale) void client.invalidateQueries({ queryKey });
      setRefused(null);
      if (undo) notifyWithUndo(said, () => void keep({ body: undo, undo: null, said: t('rights.undone') }));
      else notifyDone(said);
    },
    onError: async (error, edit) => {
      if (!isApiProblem(error, 'version_conflict')) return notifyProblem(error);
      await client.invalidateQueries({ queryKey: place.queryKey });
      setRefused(edit);
    },
  });
  const keep = (edit: Edit<Body>): Promise<boolean> =>
    mutateAsync(edit).then(
      () => true,
      () => false,
    );
  const conflict = refused && { keepMine: () => void keep(refused), takeTheirs: () => setRefused(null) };
  return { keep, isPending, pending: (isPending && variables?.body) || null, conflict };
}
