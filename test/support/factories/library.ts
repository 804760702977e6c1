import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelsService, createChannels } from '../../../src/modules/channels';
import { channelRoutes } from '../../../src/modules/channels/routes';
import { createDiscovery } from '../../../src/modules/discovery';
import { discoveryConsumers } from '../../../src/modules/discovery/consumers';
import { discoveryRoutes } from '../../../src/modules/discovery/routes';
import { type AccountFacts, createPasswords, type Identity } from '../../../src/modules/identity';
import { createPlayback, type Playback } from '../../../src/modules/playback';
import { createVideos, type VideosService } from '../../../src/modules/videos';
import { videoConsumers } from '../../../src/modules/videos/consumers';
import { videoRoutes } from '../../../src/modules/videos/routes';
import type { Consumer, EventDefinition, TransactionalConsumer } from '../../../src/platform/bus';
import { type Cache, createCache } from '../../../src/platform/cache';
import type { Database } from '../../../src/platform/db';
import {
  type AccountActor,
  anonymous,
  createHttpServer,
  createIdempotencyStore,
  type Route,
} from '../../../src/platform/http';
import { newId, newPublicId } from '../../../src/platform/ids';
import { createHealth, createMetrics, silentLogger } from '../../../src/platform/observability';
import { createLocalStorage } from '../../../src/platform/storage';
import { createAuthorize } from '../../../src/processes/authorize';
import { createTestClock } from '../clock';
import { createTestDatabase } from '../database';
import { createRecordingOutbox } from '../outbox';
import { freePort } from '../ports';
import { Visitor } from '../visitor';
import { rightsInMemory } from './rights';

/** Channels, videos and discovery on one database, with the decision beside them and people who need no password. */
export async function createTestLibrary({
  poolMax = 5,
  walkWithinMs,
}: {
  poolMax?: number;
  walkWithinMs?: number;
} = {}) {
  const { db, close } = await createTestDatabase({ poolMax });
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-library-'));
  const clock = createTestClock();
  const outbox = createRecordingOutbox();
  const cache = createCache({ redis: null, logger: silentLogger });
  const storage = createLocalStorage(folder);
  const { identity, people, refusals } = somePeople();
  const shared = { db, clock, outbox, cache, storage, identity, logger: silentLogger };
  const channels = createChannels(shared);
  const videos = createVideos({ ...shared, passwords: createPasswords(), channels });
  const media = { playbackSet: async () => null };
  const { rights, setRights, setHoldings } = rightsInMemory();
  let country: string | null = null;
  const playback = createPlayback({
    ...shared,
    ...{ channels, videos, media, rights, playbackKeys: [] },
    geo: { countryOf: () => ({ country, by: 'address' }) },
  });
  const discovery = createDiscovery({ ...shared, channels, videos, playback, rights, walkWithinMs });
  const deliver = createDelivery(db, outbox.messages, [...videoConsumers(videos), ...discoveryConsumers(discovery)]);

  const openChannel = (owner: Person, handle = `channel-${newId().slice(-12)}`) =>
    channels.openChannel(owner.accountId, { handle, name: `The channel ${handle}` });

  return {
    ...shared,
    ...{ channels, videos, playback, discovery, refusals, setRights, setHoldings },
    ...deliver,
    /** Where everybody asks from. */
    setCountry: (code: string | null) => {
      country = code;
    },
    /** Somebody with an account; the same for the same name. */
    person: (name: string): Person => people(name),
    openChannel,
    /** A channel of Ann's with a draft in it. */
    draft: async (title = 'A day at sea') => {
      const owner = people('Ann');
      const channel = await openChannel(owner);
      const video = await videos.draftVideo(channel.id, owner.accountId, { title });
      return { owner, channel, video, by: { publicId: video.publicId, actor: owner.accountId, expectedVersion: null } };
    },
    /** With routes of rooms that this library does not have. */
    serve: (more: readonly Route[] = []) => serve({ ...shared, channels, videos, playback, discovery }, people, more),
    close: async () => {
      videos.close();
      await playback.close();
      await cache.close();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestLibrary = Awaited<ReturnType<typeof createTestLibrary>>;

export interface Person extends AccountFacts {
  accountId: string;
  actor: AccountActor;
}

function somePeople() {
  const known = new Map<string, Person>();
  const refusals: unknown[] = [];
  const people = (name: string): Person => {
    const id = newId();
    const person = known.get(name) ?? {
      ...{ id, accountId: id, publicId: newPublicId('acc'), email: `${name.toLowerCase()}@example.com` },
      ...{ displayName: name, emailVerified: true, operator: false },
      actor: { kind: 'account' as const, accountId: id, operator: false, sessionId: newId(), token: null },
    };
    known.set(name, person);
    return person;
  };
  const identity: Identity = {
    authenticate: async () => anonymous,
    accountsByIds: async (ids) => [...known.values()].filter(({ id }) => ids.includes(id)),
    accountByEmail: async (email) => [...known.values()].find((one) => one.email === email.toLowerCase()) ?? null,
    accountByPublicId: async (publicId) => [...known.values()].find((one) => one.publicId === publicId) ?? null,
    noteRefusal: async (refusal) => void refusals.push(refusal),
  };
  return { identity, people, refusals };
}

/** Hands events to consumers as the bus would, when told to. */
export function createDelivery(
  db: Database,
  messages: readonly { topic: string; data: unknown }[],
  consumers: readonly Consumer[],
) {
  let delivered = 0;
  const hand = async (topic: string, data: unknown): Promise<void> => {
    const delivery = { messageId: newId(), attempt: 1, publishedAt: new Date() };
    for (const consumer of consumers.filter(({ on }) => on.topic === topic)) {
      await db.transaction((tx) => (consumer as TransactionalConsumer<unknown>).handle(tx, data, delivery));
    }
  };
  return {
    /** Delivers what was published since the last time, and what that leads to. */
    deliver: async (): Promise<void> => {
      for (; delivered < messages.length; delivered++) {
        const message = messages[delivered];
        if (message) await hand(message.topic, message.data);
      }
    },
    /** An event of another room arrives. */
    hear: <T>(event: EventDefinition<T>, data: T): Promise<void> => hand(event.topic, event.schema.parse(data)),
  };
}

interface Served {
  db: Database;
  cache: Cache;
  channels: ChannelsService;
  videos: VideosService;
  playback: Playback;
  discovery: ReturnType<typeof createDiscovery>;
  identity: Identity;
}

/** The rooms' routes behind the real door; whoever sends the cookie `session=Ann` is Ann. */
async function serve(rooms: Served, people: (name: string) => Person, more: readonly Route[]) {
  const { db, cache, channels, videos, playback, discovery, identity } = rooms;
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const server = createHttpServer({
    routes: [
      ...channelRoutes(channels),
      ...videoRoutes(videos, { channels }),
      ...discoveryRoutes(discovery, { channels, videos, playback }),
      ...more,
    ],
    authenticate: async ({ session }) => (session ? people(session).actor : anonymous),
    authorize: createAuthorize({ channels, identity }),
    ...{ cache, logger: silentLogger, metrics: createMetrics('test', false), health: createHealth() },
    idempotency: createIdempotencyStore(db),
    ...{ production: false, publicUrl: url, trustedProxyHops: 0 },
  });
  await server.listen(port);
  return {
    url,
    as: (name: string) => new SignedVisitor(url, name),
    nobody: new Visitor(url),
    close: () => server.close(1_000),
  };
}

class SignedVisitor extends Visitor {
  readonly #name: string;

  constructor(url: string, name: string) {
    super(url);
    this.#name = name;
  }

  override fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: `session=${this.#name}`, ...(init.headers as Record<string, string>) };
    return super.fetch(path, { ...init, headers });
  }
}
