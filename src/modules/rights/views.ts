import type { AccountFacts } from '../identity';
import type { ChannelRightsView, RightsChangeEntry, VideoRightsView } from './contract';
import type { RuleDeed } from './history-store';
import type { VersionedRules } from './rule-store';
import { type RuleKind, type RuleValues, unsaid } from './rule-values';

export function channelRightsViewOf(said: VersionedRules | undefined): ChannelRightsView {
  const { windows, settings, version } = valuesOf(said);
  return { windows: [...windows], ...settings, version };
}

export function videoRightsViewOf(
  videoId: string,
  said: VersionedRules | undefined,
  channel: VersionedRules | undefined,
): VideoRightsView {
  const { windows, age, access, version } = valuesOf(said);
  const { version: _, ...inherited } = channelRightsViewOf(channel);
  return { videoId, windows: [...windows], minimumAge: age, access, inherited, version };
}

export function entryViewOf(deed: RuleDeed, account: AccountFacts | undefined): RightsChangeEntry {
  const { what, at, changeId, undoes, before, after } = deed;
  const { publicId: accountId = null, displayName = null } = account ?? {};
  return { what, at: at.toISOString(), accountId, displayName, changeId, undoes, before, after };
}

function valuesOf(said: VersionedRules | undefined): RuleValues & { version: number } {
  const values: Partial<Record<RuleKind, unknown>> = {};
  for (const { what, value } of said?.rules ?? []) values[what] = JSON.parse(value);
  return { ...unsaid, ...(values as Partial<RuleValues>), version: said?.version ?? 0 };
}
