import type { RoleThen } from '../../channels';
import type { Identity } from '../../identity';
import type { AsOf, Rights } from '../../rights';
import type { VideoFacts, Videos } from '../../videos';
import type { RuleSourceView } from '../contract-explain';
import { instantOf } from './past';
import { deedDetails, ruleDetailOf } from './words';

export interface SourceDependencies {
  identity: Pick<Identity, 'accountsByIds'>;
  videos: Pick<Videos, 'deedsAsOf'>;
  rights: Pick<Rights, 'sourcesOf'>;
}

type Source = Omit<RuleSourceView, 'by' | 'from' | 'to'> & Pick<RoleThen, 'actor' | 'from' | 'to'>;

/** Who had set what was in force, the newest first. */
export async function sourcesOf(
  { identity, videos, rights }: SourceDependencies,
  video: Pick<VideoFacts, 'id' | 'channelId'>,
  asOf: AsOf,
  role: RoleThen | null = null,
): Promise<RuleSourceView[]> {
  const subject = { channelId: video.channelId, videoId: video.id, broadcastId: null };
  const [deeds, rules] = await Promise.all([
    videos.deedsAsOf(video.id, instantOf(asOf)),
    rights.sourcesOf(subject, asOf),
  ]);
  const sources: Source[] = [
    ...deeds.map((deed) => ({ ...deed, level: null, detail: deedDetails[deed.what] })),
    ...rules.map((rule) => ({ ...rule, detail: ruleDetailOf(rule) })),
    ...(role
      ? [{ ...role, what: 'role' as const, level: null, detail: `made this account ${role.role} of the channel` }]
      : []),
  ];
  const accounts = await identity.accountsByIds([...new Set(sources.map(({ actor }) => actor))]);
  const names = new Map(accounts.map(({ id, displayName }) => [id, displayName]));
  return sources
    .sort((a, b) => b.from.getTime() - a.from.getTime() || a.what.localeCompare(b.what))
    .map(({ what, level, detail, actor, from, to }) => ({
      ...{ what, level, detail },
      by: { displayName: names.get(actor) ?? null },
      ...{ from: from.toISOString(), to: to?.toISOString() ?? null },
    }));
}
