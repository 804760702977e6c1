import type { Clock } from '../../../platform/clock';
import type { Database, PageQuery } from '../../../platform/db';
import { inTurns } from '../../../platform/resilience';
import { decidePlayback } from '../../access';
import type { Channels } from '../../channels';
import type { Identity } from '../../identity';
import type { Rights } from '../../rights';
import type { Videos } from '../../videos';
import type {
  ExplainQuery,
  LintAnswer,
  MatrixBody,
  PlaybackExplanation,
  PlaybackMatrix,
  SimulatedViewer,
} from '../contract-explain';
import type { PastExplanation, PastQuery } from '../contract-past';
import { videoNotFound } from '../errors';
import { createMatrix } from './ask-matrix';
import { explainedDecisionOf } from './explained';
import { createLibraryFacts } from './library';
import { lint } from './lint';
import { createPast, type Past } from './past';
import { viewerFactsOf } from './simulated-viewer';
import { sourcesOf } from './sources';
import { createSupport } from './support';
import { lintViewOf } from './views';

export interface ExplainDependencies {
  db: Database;
  clock: Clock;
  identity: Pick<Identity, 'accountsByIds' | 'accountByEmail' | 'accountByPublicId'>;
  channels: Pick<Channels, 'byIds' | 'rolesAsOf'>;
  videos: Pick<
    Videos,
    'findByPublicId' | 'factsOf' | 'factsByPublicIds' | 'factsAsOf' | 'deedsAsOf' | 'factsOfLibrary'
  >;
  rights: Pick<Rights, 'factsOf' | 'holdingsOf' | 'sourcesOf'>;
}

/** Says why somebody may watch or may not: now, then, and later. */
export interface Explain extends Past {
  /** For the team. @throws AppError `video_not_found`. */
  explain(videoPublicId: string, query: ExplainQuery): Promise<PlaybackExplanation>;
  /** By the rules as they stand now. @throws AppError `video_not_found`, `too_many_countries` or `invalid_cursor`. */
  matrix(channelId: string, body: MatrixBody): Promise<PlaybackMatrix>;
  /** @throws AppError `invalid_cursor`. */
  lintLibrary(channelId: string, page: PageQuery): Promise<LintAnswer>;
  /** For support. @throws AppError `video_not_found` or `account_not_found`. */
  explainPast(query: PastQuery): Promise<PastExplanation>;
}

export function createExplain(deps: ExplainDependencies): Explain {
  const { clock, videos } = deps;
  const past = createPast(deps);
  const library = createLibraryFacts(deps);
  return {
    ...past,
    explain: async (videoPublicId, query) => {
      const now = clock.now();
      const at = query.at ? new Date(query.at) : now;
      const asOf = { at, knownAt: now };
      const sought = await videos.findByPublicId(videoPublicId);
      const then = sought && (await past.factsThen(sought.id, asOf));
      if (!then) throw videoNotFound();
      const { video, facts } = then;
      const viewer = viewerIn(query);
      const country = query.country === 'unknown' ? null : query.country;
      const brings = { password: query.password === 'true', age: query.age ?? null };
      const decision = decidePlayback(facts, viewerFactsOf(viewer, facts, brings), country, at);
      return {
        videoId: video.publicId,
        title: video.title,
        asked: { country: query.country, at: at.toISOString(), viewer },
        answer: explainedDecisionOf(decision, { facts, country, at }),
        sources: await sourcesOf(deps, video, asOf),
      };
    },
    matrix: createMatrix(library, clock),
    lintLibrary: async (channelId, page) => {
      const { items, nextCursor } = await library.page(channelId, page);
      const now = clock.now();
      const linted = await inTurns(items, ({ video, facts }) => {
        return { videoId: video.publicId, title: video.title, ...lintViewOf(lint(facts, now)) };
      });
      return { items: linted, nextCursor };
    },
    explainPast: createSupport({ ...deps, past }),
  };
}

function viewerIn({ tier, as }: ExplainQuery): SimulatedViewer {
  if (tier) return { kind: 'tier', tierId: tier };
  return { kind: as ?? 'anonymous' };
}
