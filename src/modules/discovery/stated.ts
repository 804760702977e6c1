import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';
import { encodeCursor } from '../../platform/db';
import { anonymous } from '../../platform/http';
import { inTurns } from '../../platform/resilience';
import { openCountries } from '../access';
import type { Viewer } from '../playback';
import type { Rights } from '../rights';
import type { VideoFacts, Videos } from '../videos';
import type { Discovery, StatedVideo } from './face';
import type { Listed, Lists, ListsDependencies } from './lists';
import { listCuts, placeParts } from './store';

export interface StatedDependencies extends ListsDependencies {
  clock: Clock;
  videos: Pick<Videos, 'factsOf'>;
  rights: Pick<Rights, 'factsOf'>;
}

/** Finding the cuts reads every candidate; so long others may keep the map, too. */
const cutsKeptForMs = 60_000;

/** Whoever asks for no viewer in particular: where they are is nobody's concern. */
const fetcher: Viewer = { actor: anonymous, country: 'anywhere', passwordIds: [] };

/** What is public, with its countries, for those who read it to many. */
export function createStated(
  { db, clock, videos, rights }: StatedDependencies,
  { list, part }: Lists,
  watchPage: Discovery['watchPage'],
): Pick<Discovery, 'stated' | 'statedPart' | 'statedPage' | 'parts'> {
  const withFacts = async (items: readonly Listed[]): Promise<StatedVideo[]> => {
    const films = new Map((await videos.factsOf(items.map(({ videoId }) => videoId))).map((film) => [film.id, film]));
    const countries = await countriesOf(rights, [...films.values()], clock.now());
    return items.flatMap(({ videoId, video, decision }) => {
      const film = films.get(videoId);
      const where = countries.get(videoId);
      if (!film || !where) return [];
      const description = video.locked ? '' : film.description;
      return [{ ...video, description, until: decision.until, countries: where }];
    });
  };
  const cuts = new LRUCache<number, string[]>({
    max: 10,
    ttl: cutsKeptForMs,
    fetchMethod: async (every) =>
      (await listCuts(db.reader, { now: clock.now(), every })).map((cut) => encodeCursor(placeParts(cut))),
  });
  return {
    stated: async (channelId, page) => {
      const { items, nextCursor } = await list(fetcher, { ...page, channelId, openOnly: true });
      return { items: await withFacts(items), nextCursor };
    },
    statedPart: async (page) => withFacts(await part(fetcher, page)),
    statedPage: (videoPublicId) => watchPage(fetcher, videoPublicId),
    parts: async (candidatesEach) => (await cuts.fetch(candidatesEach)) ?? [],
  };
}

/** Internal video id → where it may be watched at this instant. */
export async function countriesOf(
  rights: Pick<Rights, 'factsOf'>,
  films: readonly Pick<VideoFacts, 'id' | 'channelId'>[],
  at: Date,
) {
  const subjects = films.map(({ id, channelId }) => ({ channelId, videoId: id, broadcastId: null }));
  const rules = films.length > 0 ? await rights.factsOf(subjects) : [];
  const countries = await inTurns(rules, (rule) => openCountries(rule, at));
  return new Map(films.flatMap(({ id }, index) => (countries[index] ? [[id, countries[index]] as const] : [])));
}
