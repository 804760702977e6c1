import type { Reader } from '../../platform/db';
import type { FieldProblem } from '../../platform/errors';
import type { VideoFacts, Videos } from '../videos';
import type { AccessRuleBody } from './contract';
import { namesUnknown } from './errors';
import { tiersOf } from './tier-store';

/** @throws AppError `invalid_input` naming each tier that is none of the channel's. */
export async function requireTiers(db: Reader, channelId: string, rule: AccessRuleBody, path: string): Promise<void> {
  if (rule.kind === 'free') return;
  const named = rule.ways.flatMap((way, index) =>
    way.kind === 'tiers'
      ? way.tierIds.map((id, place) => ({ id, path: `${path}.ways.${index}.tierIds.${place}` }))
      : [],
  );
  await requireOwnTiers(db, channelId, named);
}

/** @throws AppError `invalid_input` naming each that is none of the channel's. */
export async function requireOwnTiers(
  db: Reader,
  channelId: string,
  named: readonly { id: string; path: string }[],
): Promise<void> {
  if (named.length === 0) return;
  const known = new Set((await tiersOf(db, [channelId], null)).map(({ id }) => id));
  refuse(named.flatMap(({ id, path }) => (known.has(id) ? [] : [{ path, message: 'This channel has no such tier.' }])));
}

/** Each once, in the order named. @throws AppError `invalid_input` naming each that is none of the channel's, or trashed. */
export async function ownVideos(
  videos: Pick<Videos, 'factsByPublicIds'>,
  channelId: string,
  publicIds: readonly string[],
  pathOf: (index: number) => string,
): Promise<VideoFacts[]> {
  const found = new Map((await videos.factsByPublicIds(publicIds)).map((video) => [video.publicId, video]));
  const problems: FieldProblem[] = [];
  for (const [index, publicId] of publicIds.entries()) {
    const video = found.get(publicId);
    const message = video?.channelId !== channelId ? 'This channel has no such video.' : trashProblem(video);
    if (message) problems.push({ path: pathOf(index), message });
  }
  refuse(problems);
  return [...new Set(publicIds)].flatMap((publicId) => found.get(publicId) ?? []);
}

function trashProblem({ trashedAt }: VideoFacts): string | null {
  return trashedAt ? 'This video is in the trash. Restore it first.' : null;
}

function refuse(problems: FieldProblem[]): void {
  if (problems.length > 0) throw namesUnknown(problems);
}
