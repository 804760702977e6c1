import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock';
import { AppError } from '../../../platform/errors';
import { expandRegions, isRegionCode, type PlaybackFacts } from '../../access';
import type { MatrixBody, MatrixVideo, PlaybackMatrix } from '../contract-explain';
import type { LibraryEntry, LibraryFacts } from './library';
import { lint } from './lint';
import { type Answers, boundsOf, createAnswers, matrixOf } from './matrix';
import { viewerFactsOf } from './simulated-viewer';
import { lintViewOf } from './views';

const mostCountries = 60;
const mostInstants = 100;
const mostCells = 100_000;
/** Years that satisfy any age gate. */
const oldEnough = 150;

/** Country × time × viewer for a page of videos, by the rules as they stand now. */
export function createMatrix(library: LibraryFacts, clock: Clock) {
  return async (channelId: string, body: MatrixBody): Promise<PlaybackMatrix> => {
    const countries = countriesIn(body.countries);
    const { viewers, cursor } = body;
    const perVideo = viewers.length * countries.length * (body.instants?.length ?? (body.between ? mostInstants : 1));
    const limit = Math.max(1, Math.min(body.limit, Math.floor(mostCells / perVideo)));
    const { items, nextCursor } = body.videoIds
      ? await library.pageOf(channelId, [...new Set(body.videoIds)], { limit, cursor })
      : await library.page(channelId, { limit, cursor });
    const answers = createAnswers();
    const now = clock.now();
    const cells: MatrixVideo[] = [];
    for (const entry of items) {
      cells.push(await videoOf(entry, { body, countries, now }, answers));
      await othersFirst();
    }
    return { countries, viewers, answers: [...answers.list], items: cells, nextCursor };
  };
}

function countriesIn(named: readonly string[]): string[] {
  const countries = [...new Set(named.flatMap((code) => (isRegionCode(code) ? expandRegions([code]) : [code])))];
  if (countries.length <= mostCountries) return countries;
  throw new AppError({
    kind: 'invalid',
    code: 'too_many_countries',
    publicMessage: `These are ${countries.length} countries. Ask for at most ${mostCountries} at once.`,
    fields: [{ path: 'body.countries', message: `Use at most ${mostCountries} countries, those of regions included.` }],
  });
}

interface Asked {
  body: MatrixBody;
  countries: readonly string[];
  now: Date;
}

async function videoOf(
  { video, facts }: LibraryEntry,
  { body, countries, now }: Asked,
  answers: Answers,
): Promise<MatrixVideo> {
  const all = instantsFor(facts, body, now);
  const instants = all.slice(0, mostInstants);
  const brings = { password: body.passwords, age: body.ages ? oldEnough : null };
  const viewers = body.viewers.map((viewer) => viewerFactsOf(viewer, facts, brings));
  return {
    videoId: video.publicId,
    title: video.title,
    ...lintViewOf(lint(facts, now)),
    instants: instants.map((instant) => instant.toISOString()),
    instantsCut: all.length > instants.length,
    cells: await matrixOf(facts, { viewers, countries, instants }, answers),
  };
}

function instantsFor(facts: PlaybackFacts, { instants, between }: MatrixBody, now: Date): Date[] {
  if (instants) return instants.map((instant) => new Date(instant));
  if (!between) return [now];
  const [from, until] = [new Date(between.from), new Date(between.until)];
  return [from, ...boundsOf(facts).filter((bound) => bound > from && bound < until)];
}
