import {
  countriesIn,
  elsewhere,
  holdsAt,
  mayBeIn,
  type RightsWindow,
  rightsAt,
  rightsReasons,
} from '../../../modules/access';
import type { RightsWindowView } from '../../../modules/rights/contract';

/** The levels whose windows hold together, from the channel down; each must allow. */
export interface Level {
  name: 'channel' | 'video';
  windows: readonly RightsWindowView[];
}

/** `nothing`: no window allows it, none blocks it. */
export type StretchState = 'allowed' | 'blocked' | 'nothing';

/** In milliseconds; `until` is exclusive. */
export interface Stretch {
  from: number;
  until: number;
  state: StretchState;
  /** Nothing allows it, though something does before and after. */
  gap: boolean;
  /** Two windows of one level allow it at once. */
  overlap: boolean;
}

export interface Lane {
  /** Those named by any window. */
  countries: readonly string[];
  /** Also every country that no window names. */
  elsewhere: boolean;
  stretches: readonly Stretch[];
}

export interface Span {
  from: number;
  until: number;
}

/** What the windows say within a span: one lane for all countries that they treat alike. */
export function timelineOf(levels: readonly Level[], span: Span): Lane[] {
  const read = levels.map(({ name, windows }) => ({ name, windows: windows.map(windowOf) }));
  const all = read.flatMap(({ windows }) => windows);
  const named = [...new Set(all.flatMap(({ countries }) => countriesIn(countries)))].sort();
  const pieces = cut(all, span);
  const lanes = new Map<string, Lane>();
  for (const code of [...named, elsewhere]) {
    const stretches = stretchesOf(read, code, pieces);
    const key = JSON.stringify(stretches);
    const { countries = [] } = lanes.get(key) ?? {};
    const isElsewhere = code === elsewhere;
    lanes.set(key, { countries: isElsewhere ? countries : [...countries, code], elsewhere: isElsewhere, stretches });
  }
  return [...lanes.values()];
}

/** A span that shows every bound and now, with room on both sides; a month either way where there is no bound. */
export function spanOf(levels: readonly Level[], now: number): Span {
  const bounds = levels.flatMap(({ windows }) =>
    windows.flatMap(({ from, until }) => [from, until].flatMap((bound) => (bound ? [Date.parse(bound)] : []))),
  );
  if (bounds.length === 0) return { from: now - monthMs, until: now + monthMs };
  const first = Math.min(now, ...bounds);
  const last = Math.max(now, ...bounds);
  const room = Math.max((last - first) * 0.12, hourMs);
  return { from: first - room, until: last + room };
}

const hourMs = 3_600_000;
const monthMs = 30 * 24 * hourMs;

interface ReadLevel {
  name: Level['name'];
  windows: readonly RightsWindow[];
}

function stretchesOf(levels: readonly ReadLevel[], country: string, pieces: readonly Span[]): Stretch[] {
  const stretches = pieces.map((piece): Stretch => ({ ...piece, ...stateAt(levels, country, piece.from), gap: false }));
  return withGaps(stretches.reduce<Stretch[]>(join, []));
}

function stateAt(levels: readonly ReadLevel[], country: string, at: number): Pick<Stretch, 'state' | 'overlap'> {
  const reasons = rightsAt(rightsOf(levels), { country, told: country, failsClosed: false }).flatMap((here) =>
    rightsReasons(here, new Date(at)),
  );
  const state = reasons.includes('blocked_here') ? 'blocked' : reasons.length > 0 ? 'nothing' : 'allowed';
  const overlap = levels.some(({ windows }) => windows.filter((window) => allows(window, country, at)).length > 1);
  return { state, overlap: overlap && state === 'allowed' };
}

function rightsOf(levels: readonly ReadLevel[]): Parameters<typeof rightsAt>[0] {
  return {
    channel: [],
    video: [],
    broadcast: [],
    ...Object.fromEntries(levels.map((each) => [each.name, each.windows])),
  };
}

function allows(window: RightsWindow, country: string, at: number): boolean {
  return window.effect === 'allow' && holdsAt(window, new Date(at)) && mayBeIn(window.countries, country);
}

function join(joined: Stretch[], next: Stretch): Stretch[] {
  const last = joined.at(-1);
  if (last?.state !== next.state || last.overlap !== next.overlap) return [...joined, next];
  return [...joined.slice(0, -1), { ...last, until: next.until }];
}

function withGaps(stretches: readonly Stretch[]): Stretch[] {
  const open = stretches.flatMap(({ state }, index) => (state === 'allowed' ? [index] : []));
  const [first = 0, last = 0] = [open[0], open.at(-1)];
  return stretches.map((each, index) => ({ ...each, gap: each.state === 'nothing' && index > first && index < last }));
}

/** The span, cut at every bound within it. */
function cut(windows: readonly RightsWindow[], { from, until }: Span): Span[] {
  const bounds = windows
    .flatMap((window) => [window.from, window.until])
    .flatMap((bound) => (bound ? [bound.getTime()] : []))
    .filter((bound) => bound > from && bound < until);
  const starts = [from, ...[...new Set(bounds)].sort((a, b) => a - b)];
  return starts.map((start, index) => ({ from: start, until: starts[index + 1] ?? until }));
}

function windowOf({ from, until, ...rest }: RightsWindowView): RightsWindow {
  return { ...rest, from: from ? new Date(from) : null, until: until ? new Date(until) : null };
}
