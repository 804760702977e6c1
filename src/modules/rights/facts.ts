import type { Database } from '../../platform/db';
import type { RightsWindow } from '../access';
import type { AsOf, Rights, RightsFacts, RightsSubject, RuleSource } from './face';
import { rulesInForce } from './history-store';
import { createOffers } from './offers';
import { rulesOf, type StoredRule } from './rule-store';
import { type RuleKind, type RuleValues, unsaid, windowOf } from './rule-values';
import { tiersOf } from './tier-store';

/** Rules are written down at the instant they begin, so what was in force was what was known. */
export function knownThen(asOf: AsOf | undefined): Date | null {
  return asOf ? new Date(Math.min(asOf.at.getTime(), asOf.knownAt.getTime())) : null;
}

export function createFacts({ db }: { db: Database }): Pick<Rights, 'factsOf' | 'sourcesOf'> {
  return {
    factsOf: async (subjects, asOf) => {
      if (subjects.length === 0) return [];
      const at = knownThen(asOf);
      const channelIds = [...new Set(subjects.map(({ channelId }) => channelId))];
      const ids = [...channelIds, ...subjects.flatMap(({ videoId, broadcastId }) => named(videoId, broadcastId))];
      const [rules, tiers] = await Promise.all([rulesOf(db.reader, ids, at), tiersOf(db.reader, channelIds, at)]);
      const known = { said: readRules(rules), access: createOffers(tiers) };
      return subjects.map((subject) => factsAbout(subject, known));
    },

    sourcesOf: async ({ channelId, videoId, broadcastId }, asOf) => {
      const at = knownThen(asOf) ?? asOf.at;
      const rules = await rulesInForce(db.reader, [channelId, ...named(videoId, broadcastId)], at);
      return rules.map(
        ({ kind, what, actor, from, to }): RuleSource => ({
          ...{ what, level: kind, actor, from },
          to: to && to <= asOf.knownAt ? to : null,
        }),
      );
    },
  };
}

function named(...ids: readonly (string | null)[]): string[] {
  return ids.filter((id) => id !== null);
}

type Said = { -readonly [K in RuleKind]?: K extends 'windows' ? RightsWindow[] : RuleValues[K] };

/** A thousand videos with the same rule share one. */
function readRules(rules: readonly StoredRule[]): Map<string, Said> {
  const read = new Map<string, unknown>();
  const said = new Map<string, Said>();
  for (const { subjectId, what, value } of rules) {
    const key = `${what} ${value}`;
    if (!read.has(key)) read.set(key, valueIn(what, value));
    said.set(subjectId, { ...said.get(subjectId), [what]: read.get(key) });
  }
  return said;
}

function valueIn(what: RuleKind, json: string): unknown {
  const value: unknown = JSON.parse(json);
  return what === 'windows' ? (value as RuleValues['windows']).map(windowOf) : value;
}

const silent: Said = {};

/** Of a broadcast that shows a video its own access rule counts before the video's, and the higher age. */
function factsAbout({ channelId, videoId, broadcastId }: RightsSubject, { said, access }: Known): RightsFacts {
  const of = (id: string | null) => (id === null ? silent : (said.get(id) ?? silent));
  const [channel, video, broadcast] = [of(channelId), of(videoId), of(broadcastId)];
  const { unknownCountry, deviceLimit } = channel.settings ?? unsaid.settings;
  const ages = [video.age, broadcast.age].filter((age) => typeof age === 'number');
  return {
    rights: { channel: channel.windows ?? [], video: video.windows ?? [], broadcast: broadcast.windows ?? [] },
    access: access(channelId, broadcast.access ?? video.access ?? unsaid.access),
    minimumAge: ages.length > 0 ? Math.max(...ages) : null,
    ...{ unknownCountry, deviceLimit },
  };
}

interface Known {
  said: ReadonlyMap<string, Said>;
  access: ReturnType<typeof createOffers>;
}
