import type { Outbox } from '../../platform/bus';
import type { Reader, Tx } from '../../platform/db';
import type { PosterChoice, PosterChoices } from './contract';
import { posterMissing } from './errors';
import { mediaPosterMade } from './events';
import { subjectOf } from './generation-steps';
import { posterUrl } from './posters';
import { listGenerations } from './store-generations';
import { choose, type Poster, postersOfUpload, shownUpload } from './store-posters';

/** The stills of the film whose picture is shown; empty before the first was taken. */
export async function posterChoices(reader: Reader, videoId: string): Promise<PosterChoices> {
  return { items: (await shownPosters(reader, videoId)).map(choiceOf) };
}

/**
 * From now on this still stands for the film, until another is chosen or another source takes its place.
 * @throws AppError `picture_not_found` when it is none of this film's.
 */
export async function choosePoster(
  { outbox }: { outbox: Outbox },
  tx: Tx,
  { videoId, posterId }: { videoId: string; posterId: string },
): Promise<void> {
  const poster = (await shownPosters(tx, videoId)).find((each) => idOf(each) === posterId);
  // The newest tells: what an older generation says of a film no longer counts.
  const newest = (await listGenerations(tx, videoId)).at(-1);
  if (!poster || !newest) throw posterMissing();
  await choose(tx, poster);
  const subject = { ...subjectOf(newest), uploadId: poster.uploadId };
  await outbox.publish(tx, mediaPosterMade, { ...subject, posterUrl: posterUrl(poster.name) });
}

async function shownPosters(reader: Reader, videoId: string): Promise<Poster[]> {
  const uploadId = await shownUpload(reader, videoId);
  return uploadId === null ? [] : postersOfUpload(reader, uploadId);
}

const idOf = ({ name }: Poster): string => name.replace(/\.jpg$/, '');

function choiceOf(poster: Poster): PosterChoice {
  return { id: idOf(poster), url: posterUrl(poster.name), atSeconds: poster.atSeconds, chosen: poster.chosen };
}
