import type { Reader, Tx } from '../../platform/db';
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

/** With a password that this video has had before, its hash is taken from there. */
export async function beginPublication(
  tx: Tx,
  { videoId, actor, at }: PublicationStep,
  publication: VideoPublication,
  newPasswordHash: string | null,
): Promise<void> {
  const { passwordId } = publication;
  const hashBefore = tx(table).where({ video_id: videoId, password_id: passwordId }).limit(1).select('password_hash');
  await tx(table).insert({
    id: newId(at.getTime()),
    video_id: videoId,
    visibility: publication.visibility,
    starts_at: publication.startsAt,
    ends_at: publication.endsAt,
    published_at: publication.publishedAt,
    password_id: passwordId,
    password_hash: passwordId && (newPasswordHash ?? hashBefore),
    valid_from: at,
    actor,
  });
}

export interface PasswordInForce {
  id: string;
  hash: string;
}

export async function passwordInForce(db: Reader, videoPublicId: string): Promise<PasswordInForce | null> {
  const row = await db(`${table} as p`)
    .join('videos.videos as v', 'v.id', 'p.video_id')
    .where('v.public_id', videoPublicId)
    .whereNull('p.valid_to')
    .whereNotNull('p.password_id')
    .first({ id: 'p.password_id', hash: 'p.password_hash' });
  return row ?? null;
}
