import type { RenditionProgress } from '../../videos';
import { encodingFor } from '../encode/encoding';
import { planWork } from '../generation-plans';
import { fallBack } from '../probe/packaging-plan';
import type { GenerationProgress, RenditionState, SourceProgress } from '../store-progress';

/** How far the work on one film is, in processor seconds it is thought to take. */
export interface FilmProgress {
  done: number;
  total: number;
  playable: boolean;
  renditions: RenditionProgress[];
}

/** `ladder`: what a film that is being copied gets afterwards, so that its progress does not start over. */
export function filmProgress({ generations, renditions }: SourceProgress, ladder: readonly number[]): FilmProgress {
  const open = renditions.filter(({ failure }) => failure === null);
  const done = open.reduce((sum, rendition) => sum + rendition.cost * shareOf(rendition), 0);
  const total = open.reduce((sum, { cost }) => sum + cost, 0);
  return {
    done,
    total: total + costToCome(generations, ladder),
    playable: generations.some(({ playable }) => playable),
    renditions: listed(renditions),
  };
}

/** 0 to 1; 1 only when nothing is left to do. */
export function shareDone({ done, total }: Pick<FilmProgress, 'done' | 'total'>): number {
  return done >= total ? 1 : Math.min(0.999, Math.round((done / total) * 1000) / 1000);
}

function shareOf({ complete, storedSegments, expectedSegments }: RenditionState): number {
  return complete ? 1 : Math.min(0.99, storedSegments / Math.max(1, expectedSegments));
}

function costToCome(generations: readonly GenerationProgress[], ladder: readonly number[]): number {
  const [only, ...others] = generations;
  const plan = only?.plan && fallBack(only.plan, 'ladder');
  if (!only?.source || !plan || others.length > 0 || ladder.length === 0) return 0;
  const encoding = plan.picture === 'encode' ? encodingFor(only.source, ladder) : null;
  return planWork(only.source, plan, encoding).renditions.reduce((sum, { cost }) => sum + cost, 0);
}

// A name stands for its newest rendition; pictures for winding are nobody's quality.
function listed(renditions: readonly RenditionState[]): RenditionProgress[] {
  const newest = new Map(renditions.map((rendition) => [rendition.name, rendition]));
  return [...newest.values()].flatMap((rendition) => {
    const { name, kind, width, height, failure } = rendition;
    if (kind === 'iframes') return [];
    const progress = Math.round(shareOf(rendition) * 1000) / 1000;
    return [{ name, kind, width, height, state: stateOf(rendition), progress, failure }];
  });
}

function stateOf({ complete, failure, storedSegments }: RenditionState): RenditionProgress['state'] {
  if (complete) return 'ready';
  if (failure !== null) return 'failed';
  return storedSegments > 0 ? 'working' : 'waiting';
}
