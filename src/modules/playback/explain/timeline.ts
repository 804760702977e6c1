import {
  countriesIn,
  elsewhere,
  holdsAt,
  mayBeIn,
  type PlaybackFacts,
  type RightsLevel,
  type RightsWindow,
  rightsAt,
  rightsLevels,
  rightsReasons,
} from '../../access';

/** Milliseconds; infinite where there is no bound. `until` is exclusive. */
export interface Span {
  from: number;
  until: number;
}

/** Countries that the windows treat alike, at every instant. */
export interface Lane {
  /** Those named by any window. */
  countries: readonly string[];
  /** True: also every country that no window names. */
  elsewhere: boolean;
  open: readonly Span[];
  gaps: readonly Span[];
  overlaps: readonly (Span & { level: RightsLevel })[];
}

export const always: Span = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** When the rights windows let whom in, as far as rights go; lanes that share an answer are one. */
export function timelineOf({ rights }: Pick<PlaybackFacts, 'rights'>): Lane[] {
  const windows = rightsLevels.flatMap((level) => rights[level]);
  const named = [...new Set(windows.flatMap(({ countries }) => countriesIn(countries)))].sort();
  const byLikeness = new Map<string, string[]>();
  for (const code of [elsewhere, ...named]) {
    const likeness = windows.map((window) => (mayBeIn(window.countries, code) ? '1' : '0')).join('');
    byLikeness.set(likeness, [...(byLikeness.get(likeness) ?? []), code]);
  }
  const byAnswer = new Map<string, Lane>();
  for (const codes of byLikeness.values()) {
    const lane = laneOf(rights, codes);
    const { open, overlaps } = lane;
    const key = [open, overlaps].flatMap((spans) => spans.map((each) => Object.values(each).join(' '))).join(',');
    const same = byAnswer.get(`${open.length} ${key}`);
    byAnswer.set(`${open.length} ${key}`, same ? joined(same, lane) : lane);
  }
  return [...byAnswer.values()].map((lane) => ({ ...lane, countries: [...lane.countries].sort() }));
}

function joined(a: Lane, b: Lane): Lane {
  return { ...a, countries: [...a.countries, ...b.countries], elsewhere: a.elsewhere || b.elsewhere };
}

function laneOf(rights: PlaybackFacts['rights'], codes: readonly string[]): Lane {
  const [country = elsewhere] = codes;
  // Which windows cover this country is looked up once; nothing changes here but where one of those begins or ends.
  const levels = rightsAt(rights, { country, told: country, failsClosed: false });
  const pieces = piecesOf(levels.flatMap(({ allows, denies }) => [...allows.surely, ...denies.surely]));
  const open = joinedUp(
    pieces.filter(({ inside }) => levels.every((here) => rightsReasons(here, inside).length === 0)),
  );
  const overlaps = rightsLevels.flatMap((level) => {
    const allows = rights[level].filter((window) => window.effect === 'allow' && mayBeIn(window.countries, country));
    const twice = piecesOf(allows).filter(({ inside }) => allows.filter((each) => holdsAt(each, inside)).length > 1);
    return joinedUp(twice).map((span) => ({ ...span, level }));
  });
  return {
    countries: codes.filter((code) => code !== elsewhere),
    elsewhere: codes.includes(elsewhere),
    open,
    gaps: open.slice(1).map(({ from }, i) => ({ from: open[i]?.until ?? from, until: from })),
    overlaps,
  };
}

/** Time cut at every bound, each piece with an instant in it. */
function piecesOf(windows: readonly RightsWindow[]): (Span & { inside: Date })[] {
  const bounds = windows.flatMap(({ from, until }) => [from, until]).flatMap((each) => (each ? [each.getTime()] : []));
  const cuts = [...new Set(bounds)].sort((a, b) => a - b);
  const starts = [always.from, ...cuts];
  return starts.map((from, i) => {
    const until = cuts[i] ?? always.until;
    return { from, until, inside: new Date(Number.isFinite(from) ? from : (cuts[0] ?? 1) - 1) };
  });
}

function joinedUp(pieces: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { from, until } of pieces) {
    const last = spans.at(-1);
    if (last && last.until === from) last.until = until;
    else spans.push({ from, until });
  }
  return spans;
}

/** What two spans share; null: nothing. */
export function shared(a: Span, b: Span): Span | null {
  const both = { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
  return both.from < both.until ? both : null;
}

export function spanOf(from: Date | null, until: Date | null): Span {
  return { from: from?.getTime() ?? always.from, until: until?.getTime() ?? always.until };
}
