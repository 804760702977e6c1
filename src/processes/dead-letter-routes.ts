import { z } from 'zod';
import type { Geo, GeoData } from '../modules/geo';
import {
  type DeadLetter,
  discardDeadLetter,
  pageDeadLetters,
  readBusFigures,
  replayDeadLetter,
  replayDeadLetters,
  showDeadLetter,
} from '../platform/bus';
import type { Database } from '../platform/db';
import { type Route, route } from '../platform/http';
import { instant, pageQuery, safeText } from '../platform/http/text';

const moment = instant.nullable();

const deadLetterLine = z.object({
  /** The number that `bin/showrunner dead-letters` knows it by. */
  id: z.string(),
  consumer: z.string(),
  topic: z.string(),
  error: z.string(),
  attempts: z.number().int(),
  requestId: z.string().nullable(),
  publishedAt: instant,
  diedAt: instant,
  replayedAt: moment,
  discardedAt: moment,
  discardReason: z.string().nullable(),
});
const deadLetterView = deadLetterLine.extend({
  messageId: z.string(),
  version: z.number().int(),
  /** As it was published, without what is secret. */
  body: z.unknown(),
});
const deadLetterList = z.object({ items: z.array(deadLetterLine), nextCursor: z.string().nullable() });

const figuresView = z.object({
  oldestUnsentSeconds: z.number(),
  unsent: z.number().int(),
  deadLetters: z.number().int(),
  deadLettersByConsumer: z.array(z.object({ consumer: z.string(), deadLetters: z.number().int() })),
  overdue: z.number().int(),
  lagSeconds: z.object({ median: z.number(), p95: z.number() }).nullable(),
  /** What tells this web process in which country somebody is. */
  countries: z.object({
    source: z.string(),
    builtAt: moment,
    from: z.enum(['package', 'storage', 'file', 'none']),
    attribution: z.string(),
    problem: z.string().nullable(),
  }),
});

const consumerName = safeText({ min: 1, max: 200 });
const byId = z.strictObject({ id: z.string().max(30) });
const listQuery = pageQuery.extend({
  consumer: consumerName.optional(),
  settled: z.enum(['true', 'false']).default('false'),
});
const discardBody = z.strictObject({ reason: safeText({ min: 1, max: 500 }) });
const replayBody = z.strictObject({ consumer: consumerName.nullable().default(null) });

const reading = { method: 'get', action: 'operations.read', tag: 'Operations' } as const;
const acting = { method: 'post', action: 'operations.act', tag: 'Operations' } as const;

/** What staff of the installation see and do about work that got stuck. */
export function deadLetterRoutes({ db, geo }: { db: Database; geo: Pick<Geo, 'data'> }): Route[] {
  return [
    route({
      ...reading,
      path: '/operations/figures',
      summary: 'How work flows in this installation',
      responseSchema: figuresView,
      handle: async () => ({ ...(await readBusFigures(db)), countries: countriesOf(geo.data()) }),
    }),
    route({
      ...reading,
      path: '/operations/dead-letters',
      summary: 'Messages that no consumer could handle',
      querySchema: listQuery,
      responseSchema: deadLetterList,
      handle: async ({ query }) => {
        const { items, nextCursor } = await pageDeadLetters(db, { ...query, settled: query.settled === 'true' });
        return { items: items.map(lineOf), nextCursor };
      },
    }),
    route({
      ...acting,
      path: '/operations/dead-letters/replay',
      summary: 'Replay every open dead letter, or those of one consumer',
      bodySchema: replayBody,
      responseSchema: z.object({ replayed: z.number().int() }),
      handle: async ({ body }) => ({ replayed: await replayDeadLetters(db, body) }),
    }),
    ...routesOfOne(db),
  ];
}

function routesOfOne(db: Database): Route[] {
  const one = { paramsSchema: byId, responseSchema: deadLetterView };
  const show = async (id: string) => viewOf(await showDeadLetter(db, id));
  return [
    route({
      ...reading,
      ...one,
      path: '/operations/dead-letters/:id',
      summary: 'One dead letter, whole',
      handle: ({ params }) => show(params.id),
    }),
    route({
      ...acting,
      ...one,
      path: '/operations/dead-letters/:id/replay',
      summary: 'Send the message to its consumer again',
      handle: async ({ params }) => {
        await replayDeadLetter(db, params.id);
        return show(params.id);
      },
    }),
    route({
      ...acting,
      ...one,
      path: '/operations/dead-letters/:id/discard',
      summary: 'Give the message up, and say why',
      bodySchema: discardBody,
      handle: async ({ params, body }) => {
        await discardDeadLetter(db, params.id, body.reason);
        return show(params.id);
      },
    }),
  ];
}

function countriesOf(data: GeoData): z.infer<typeof figuresView>['countries'] {
  return { ...data, builtAt: data.builtAt?.toISOString() ?? null };
}

function lineOf(letter: DeadLetter): z.infer<typeof deadLetterLine> {
  const { id, consumer, topic, error, attempts, requestId, discardReason } = letter;
  return {
    ...{ id, consumer, topic, error, attempts, requestId, discardReason },
    publishedAt: letter.publishedAt.toISOString(),
    diedAt: letter.diedAt.toISOString(),
    replayedAt: letter.replayedAt?.toISOString() ?? null,
    discardedAt: letter.discardedAt?.toISOString() ?? null,
  };
}

function viewOf(letter: DeadLetter): z.infer<typeof deadLetterView> {
  const { messageId, version, body } = letter;
  return { ...lineOf(letter), messageId, version, body };
}
