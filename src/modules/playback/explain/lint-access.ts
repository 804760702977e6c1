import { type AccessWay, countriesIn, type PlaybackFacts, rightsLevels } from '../../access';
import { type Finding, type Linted, watchable } from './linted';
import type { Lane, Span } from './timeline';

const hourMs = 3_600_000;

/** Ways that can let somebody in; a ticket to no broadcast cannot. */
function waysOf({ access, broadcastId }: PlaybackFacts): readonly AccessWay[] {
  if (access.kind === 'free') return [];
  return access.ways.filter(({ kind }) => kind !== 'ticket' || broadcastId !== null);
}

/** Restricted to what nobody can get. By grant only is a way of its own, and not meant here. */
export function noWayIn({ facts, lanes, published, ahead }: Linted): Finding[] {
  const { access } = facts;
  if (access.kind === 'free' || access.ways.length === 0 || !published || published.until <= ahead.from) return [];
  const ways = waysOf(facts);
  // What is sold no more stays in the rule, for those who have it, at no price.
  if (ways.some((way) => !('tiers' in way) || way.tiers.some(({ prices }) => prices.length > 0))) return [];
  const detail =
    ways.length > 0
      ? 'It is for subscribers, and no tier that lets them in is on sale. Put one on sale, or add another way in.'
      : 'It asks for a ticket, and there is no broadcast to sell one for. Choose another way in.';
  return [{ code: 'no_way_in', severity: 'error', detail, lanes, span: published }];
}

/**
 * Countries that are meant to watch and never can: those that the nearest allowing windows name, and those cut out of
 * a film that the rest of the world may watch.
 */
export function payersBlocked(linted: Linted): Finding[] {
  const { facts, lanes, published, ahead } = linted;
  if (!published || waysOf(facts).length === 0) return [];
  const isOpen = (lane: Lane) => watchable(lane, linted).length > 0;
  if (!lanes.some(isOpen)) return [];
  const meant = new Set(countriesMeant(facts));
  const restOfWorld = lanes.some((lane) => lane.elsewhere && isOpen(lane));
  const blocked = lanes
    .filter((lane) => !isOpen(lane))
    .flatMap(({ countries }) => countries.filter((country) => restOfWorld || meant.has(country)))
    .sort();
  if (blocked.length === 0) return [];
  const detail = `Nobody who pays can watch it in ${listed(blocked)}, and it is sold all the same. Change the windows there, or say so where it is sold.`;
  const span: Span = { from: Math.max(published.from, ahead.from), until: published.until };
  const where = { countries: blocked, elsewhere: false };
  return [{ code: 'blocked_for_payers', severity: 'error', detail, lanes: [where], span }];
}

function countriesMeant({ rights }: PlaybackFacts): string[] {
  const nearest = [...rightsLevels].reverse().find((level) => rights[level].some(({ effect }) => effect === 'allow'));
  if (!nearest) return [];
  return rights[nearest].flatMap(({ effect, countries }) =>
    effect === 'allow' && 'only' in countries ? countriesIn(countries) : [],
  );
}

/** What is sold now, or as soon as it opens, and ends before the buyer's time is up. */
export function boughtFindings(linted: Linted): Finding[] {
  return waysOf(linted.facts).flatMap((way) => {
    if (way.kind !== 'purchase') return [];
    const forMs = way.rentalHours === null ? Number.POSITIVE_INFINITY : way.rentalHours * hourMs;
    const byEnd = new Map<number, { lanes: Lane[]; from: number }>();
    for (const lane of linted.lanes) {
      const last = watchable(lane, linted).at(-1);
      const first = watchable(lane, linted)[0];
      if (!first || !last || first.from + forMs <= last.until || last.until === Number.POSITIVE_INFINITY) continue;
      const lanes = [...(byEnd.get(last.until)?.lanes ?? []), lane];
      byEnd.set(last.until, { lanes, from: first.from });
    }
    return [...byEnd].map(([until, { lanes, from }]) => ({
      code: 'rental_outlives_licence' as const,
      severity: way.rentalHours === null ? ('warning' as const) : ('error' as const),
      detail: detailOf(way.rentalHours),
      lanes,
      span: { from, until },
    }));
  });
}

function detailOf(rentalHours: number | null): string {
  return rentalHours === null
    ? 'It is sold to keep, and can no longer be watched once the licence or the publication ends. Rent it, or say until when it can be watched.'
    : `A rental of ${rentalHours} hours that begins now outlives the licence or the publication. Stop selling it, shorten the rental, or move the end.`;
}

const most = 6;

function listed(countries: readonly string[]): string {
  const more = countries.length - most;
  return more > 0 ? `${countries.slice(0, most).join(', ')} and ${more} more countries` : countries.join(', ');
}
