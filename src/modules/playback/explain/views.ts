import type { LintedVideo, LintFinding, TimelineLane } from '../contract-explain';
import type { Lint } from './lint';
import type { Finding } from './linted';
import type { Lane, Span } from './timeline';

type Concerned = LintFinding['countries'];

export function lintViewOf({
  findings,
  lanes,
  published,
}: Lint): Pick<LintedVideo, 'findings' | 'published' | 'timeline'> {
  const named = lanes.flatMap(({ countries }) => countries);
  return {
    findings: findings.map(({ code, severity, detail, lanes: about, span }) => ({
      ...{ code, severity, detail },
      countries: concerned(about, named),
      ...spanView(span),
    })),
    published: published && spanView(published),
    timeline: lanes.map((lane) => laneView(lane, named)),
  };
}

function laneView(lane: Lane, named: readonly string[]): TimelineLane {
  return {
    countries: concerned([lane], named),
    open: lane.open.map(spanView),
    gaps: lane.gaps.map(spanView),
    overlaps: lane.overlaps.map(({ level, ...span }) => ({ ...spanView(span), level })),
  };
}

function concerned(lanes: Finding['lanes'], named: readonly string[]): Concerned {
  const those = new Set(lanes.flatMap(({ countries }) => countries));
  if (!lanes.some(({ elsewhere }) => elsewhere)) return { only: [...those].sort() };
  const others = named.filter((country) => !those.has(country)).sort();
  return others.length > 0 ? { except: others } : 'everywhere';
}

function spanView({ from, until }: Span): { from: string | null; until: string | null } {
  return { from: instantView(from), until: instantView(until) };
}

function instantView(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}
