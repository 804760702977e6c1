import type { Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { VideoPublication } from './record';

const table = 'videos.publications';

export interface PublicationStep {
  videoId: string;
  actor: string;
  at: Date;
}

export async function endPublication(tx: Tx, { videoId, actor, at }: PublicationStep): Promise<void> {
  await tx(table)
    .where({ video_id: videoId })
    .whereNull('valid_to')
    .update({ valid_to: tx.raw('greatest(valid_from, ?::timestamptz)', [at]), ended_by: actor });
}

export async function beginPublication(
  tx: Tx,
  { videoId, actor, at }: PublicationStep,
  publication: VideoPublication,
): Promise<void> {
  await tx(table).insert({
    id: newId(at.getTime()),
    video_id: videoId,
    visibility: publication.visibility,
    starts_at: publication.startsAt,
    ends_at: publication.endsAt,
    published_at: publication.publishedAt,
    valid_from: at,
    actor,
  });
}
