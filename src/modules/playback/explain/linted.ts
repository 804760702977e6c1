import type { PlaybackFacts } from '../../access';
import type { LintFinding, lintCodes } from '../contract-explain';
import { type Lane, type Span, shared } from './timeline';

export interface Finding {
  code: (typeof lintCodes)[number];
  severity: LintFinding['severity'];
  detail: string;
  /** Those of these lanes. */
  lanes: readonly Pick<Lane, 'countries' | 'elsewhere'>[];
  span: Span;
}

/** What the rules of lint look at. */
export interface Linted {
  facts: PlaybackFacts;
  lanes: readonly Lane[];
  /** While anybody but the team may watch, as far as publication and broadcast go; null: never. */
  published: Span | null;
  /** From now on. */
  ahead: Span;
}

/** When a lane can be watched from now on, by whoever has all it takes. */
export function watchable({ open }: Lane, { published, ahead }: Linted): Span[] {
  const time = published && shared(published, ahead);
  return time ? open.flatMap((span) => shared(span, time) ?? []) : [];
}
