import type { Clock } from '../../platform/clock';
import type { Database, Tx } from '../../platform/db';
import type { Videos } from '../videos';
import { renditionNotFailed, renditionNotFound } from './errors';
import { lockFilm } from './store-generations';
import { readProgress } from './store-progress';
import { forgetFailure, lockRendition } from './store-renditions';
import { retryTasks } from './store-tasks';
import { filmProgress, shareDone } from './work/film-progress';

/**
 * Makes a failed rendition again; what of it is stored stays, and it joins the others when it is whole.
 * @throws AppError `rendition_not_found` or `rendition_not_failed`.
 */
export async function retryRendition(tx: Tx, videoId: string, name: string): Promise<void> {
  await lockFilm(tx, videoId);
  const { renditions } = await readProgress(tx, videoId);
  // As it is shown: a name stands for its newest rendition.
  const newest = renditions.findLast((rendition) => rendition.name === name);
  const rendition = newest && (await lockRendition(tx, newest.generationId, name));
  if (!rendition) throw renditionNotFound();
  if (rendition.failure === null) throw renditionNotFailed();
  await forgetFailure(tx, rendition.generation_id, name);
  await retryTasks(tx, rendition.generation_id, name);
}

export interface TellDependencies {
  db: Database;
  clock: Clock;
  videos: Pick<Videos, 'recordMediaProgress'>;
}

/** Tells the library how far a film is now that more is to be done; when it will be done, a worker tells. */
export async function tellProgress({ db, clock, videos }: TellDependencies, videoId: string): Promise<void> {
  const source = await readProgress(db.reader, videoId);
  const progress = filmProgress(source, []);
  if (progress.total === 0) return;
  await videos.recordMediaProgress(
    { videoId, uploadId: source.uploadId },
    {
      progress: shareDone(progress),
      etaSeconds: null,
      playableEtaSeconds: null,
      at: clock.now().toISOString(),
      renditions: progress.renditions,
    },
  );
}
