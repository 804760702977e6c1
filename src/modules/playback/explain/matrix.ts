import { inTurns } from '../../../platform/resilience';
import { decidePlayback, mayBeIn, type PlaybackFacts, rightsLevels, type ViewerFacts } from '../../access';
import type { MatrixAnswer } from '../contract-explain';
import { answerOf } from './explained';

/** The distinct answers of a matrix, each told once. */
export interface Answers {
  /** Its place in `list`. */
  placeOf(answer: MatrixAnswer): number;
  list: readonly MatrixAnswer[];
}

export function createAnswers(): Answers {
  const places = new Map<string, number>();
  const list: MatrixAnswer[] = [];
  return {
    list,
    placeOf: (answer) => {
      const key = JSON.stringify(answer);
      const place = places.get(key) ?? list.push(answer) - 1;
      places.set(key, place);
      return place;
    },
  };
}

export interface MatrixAxes {
  viewers: readonly ViewerFacts[];
  /** Country codes, and `unknown`. */
  countries: readonly string[];
  instants: readonly Date[];
}

/** `[viewer][country][instant]` → place in `answers`. Countries that no window tells apart are decided once. */
export async function matrixOf(
  facts: PlaybackFacts,
  { viewers, countries, instants }: MatrixAxes,
  answers: Answers,
): Promise<number[][][]> {
  const alike = countries.map((country) => likenessOf(facts, country));
  const asked = viewers.flatMap((viewer) => {
    const rows = new Map<string, number[]>();
    return countries.map((code, i) => ({ viewer, code, likeness: alike[i] ?? code, rows }));
  });
  const cells = await inTurns(asked, ({ viewer, code, likeness, rows }) => {
    const row = rows.get(likeness) ?? rowOf(facts, viewer, code, instants, answers);
    rows.set(likeness, row);
    return row;
  });
  return viewers.map((_viewer, i) => cells.slice(i * countries.length, (i + 1) * countries.length));
}

function rowOf(
  facts: PlaybackFacts,
  viewer: ViewerFacts,
  code: string,
  instants: readonly Date[],
  answers: Answers,
): number[] {
  const country = code === 'unknown' ? null : code;
  return instants.map((at) => {
    const decision = decidePlayback(facts, viewer, country, at);
    return answers.placeOf(answerOf(decision, { facts, country, at }));
  });
}

/** The same for countries that every window treats alike and tells the same. */
function likenessOf({ rights }: PlaybackFacts, country: string): string {
  if (country === 'unknown') return country;
  const windows = rightsLevels.flatMap((level) => rights[level]);
  const named = windows.map(({ countries }) => (mayBeIn(countries, country) ? '1' : '0')).join('');
  return windows.some(({ messageByCountry }) => Object.hasOwn(messageByCountry, country))
    ? `${named} ${country}`
    : named;
}

/** Every instant at which a fact begins or ends, in order. */
export function boundsOf({ publication, broadcast, rights }: PlaybackFacts): Date[] {
  const instants = [
    publication?.startsAt,
    publication?.endsAt,
    broadcast?.startsAt,
    broadcast?.endsAt,
    ...rightsLevels.flatMap((level) => rights[level].flatMap(({ from, until }) => [from, until])),
  ];
  const distinct = new Set(instants.flatMap((instant) => (instant ? [instant.getTime()] : [])));
  return [...distinct].sort((a, b) => a - b).map((ms) => new Date(ms));
}
