import type { PlaybackDecision } from '../../src/modules/access';
import { createChannels } from '../../src/modules/channels';
import type { AccountFacts, Identity } from '../../src/modules/identity';
import { createExplain } from '../../src/modules/playback';
import { createDecisions } from '../../src/modules/playback/decisions';
import { createRights } from '../../src/modules/rights';
import type { RightsWindowBody } from '../../src/modules/rights/contract';
import { createVideos } from '../../src/modules/videos';
import { createCache } from '../../src/platform/cache';
import type { Database } from '../../src/platform/db';
import { isAppError } from '../../src/platform/errors';
import { anonymous } from '../../src/platform/http';
import { newId, newPublicId } from '../../src/platform/ids';
import { silentLogger } from '../../src/platform/observability';
import { createTestClock } from './clock';
import type { Deed, Step, WindowStep } from './factories/histories';

const hourMs = 3_600_000;
/** Hashing is not what is tried here. */
const quickPasswords = {
  hash: async (password: string) => password,
  matches: async (stored: string | null, password: string) => stored === password,
};

/** What was answered at the time. */
export interface Noted {
  accountId: string | null;
  videoId: string;
  country: string | null;
  /** Of the passwords entered in this browser. */
  passwordIds: readonly string[];
  at: Date;
  answer: PlaybackDecision;
}

/** Rooms on a shared database with a clock of their own, so that several histories can be made at once. */
export function openReplay(db: Database) {
  const clock = createTestClock();
  const cache = createCache({ redis: null, logger: silentLogger });
  const outbox = { publish: async () => undefined, enqueue: async () => undefined };
  const identity = accountsByName();
  const shared = { db, clock, cache, outbox, identity, logger: silentLogger };
  const channels = createChannels({ ...shared, storage: null as never });
  const videos = createVideos({ ...shared, passwords: quickPasswords, channels });
  const rights = createRights({ ...shared, videos });
  const decisions = createDecisions({ clock, channels, videos, rights });
  const explain = createExplain({ ...shared, channels, videos, rights });
  const rooms: Rooms = { db, clock, channels, videos, rights };

  return {
    explain,
    /** Lives through a history and notes each answer. */
    live: async (history: readonly Step[]): Promise<Noted[]> => {
      clock.set('2026-05-01T12:00:00.000Z');
      const subject = await begin(rooms);
      const { viewerId, videoId } = subject;
      const noted: Noted[] = [];
      const passwordIds: string[] = [];
      for (const { afterMs, deed, questions } of history) {
        clock.advance({ ms: afterMs });
        await ignoringRefusals(() => done(rooms, subject, deed));
        for (const { as, country, entersPassword, afterMs: laterMs } of questions) {
          clock.advance({ ms: laterMs });
          const accountId = as === 'viewer' ? viewerId : null;
          const actor = accountId
            ? { kind: 'account' as const, accountId, operator: false, sessionId: null, token: null }
            : anonymous;
          const passwordId = entersPassword ? (await videos.factsOf([videoId]))[0]?.publication?.passwordId : null;
          if (passwordId) passwordIds.push(passwordId);
          const viewer = { actor, country, passwordIds: [...passwordIds] };
          const answer = (await decisions.many(viewer, [videoId])).get(videoId);
          if (answer)
            noted.push({ accountId, videoId, country, passwordIds: viewer.passwordIds, at: clock.now(), answer });
        }
      }
      return noted;
    },
    close: async () => {
      videos.close();
      await cache.close();
    },
  };
}

interface Rooms {
  db: Database;
  clock: ReturnType<typeof createTestClock>;
  channels: ReturnType<typeof createChannels>;
  videos: ReturnType<typeof createVideos>;
  rights: ReturnType<typeof createRights>;
}

interface Subject {
  ownerId: string;
  viewerId: string;
  channel: { id: string; handle: string };
  videoId: string;
  videoPublicId: string;
  generationId: string;
  tierId: string;
  /** Of billing's news. */
  version: number;
  grants: string[];
}

async function begin({ channels, videos, rights, db, clock }: Rooms): Promise<Subject> {
  const [ownerId, viewerId] = [newId(), newId()];
  const channel = await channels.openChannel(ownerId, { handle: `c${newId().slice(-12)}`, name: 'A channel' });
  const video = await videos.draftVideo(channel.id, ownerId, { title: 'A day at sea' });
  const subject: Subject = {
    ...{ ownerId, viewerId, channel, videoId: video.id, videoPublicId: video.publicId, generationId: newId() },
    ...{ tierId: newPublicId('tir'), version: 0, grants: [] },
  };
  await done({ channels, videos, rights, db, clock }, subject, { kind: 'tier', onSale: true, amountMinor: 500 });
  await done({ channels, videos, rights, db, clock }, subject, { kind: 'plays' });
  const visibility = 'public';
  const byOwner = { publicId: video.publicId, actor: ownerId, expectedVersion: null };
  await videos.publishVideo(byOwner, { visibility, startsAt: null, endsAt: null });
  return subject;
}

async function done(rooms: Rooms, subject: Subject, deed: Deed): Promise<unknown> {
  const { videos, channels, clock } = rooms;
  const { ownerId, viewerId, channel, videoId, generationId } = subject;
  const by = { publicId: subject.videoPublicId, actor: ownerId, expectedVersion: null };
  const of = { videoId, uploadId: null, generationId };
  switch (deed.kind) {
    case 'publish': {
      const startsAt = hoursFrom(clock.now(), deed.startsInHours);
      const begins = startsAt === null ? clock.now() : new Date(startsAt);
      return videos.publishVideo(by, {
        visibility: deed.visibility,
        ...(deed.visibility === 'password' ? { password: deed.password } : {}),
        startsAt,
        endsAt: hoursFrom(begins, deed.lastsHours),
      });
    }
    case 'unpublish':
      return videos.unpublishVideo(by);
    case 'trash':
      return videos.trashVideo(by);
    case 'restore':
      return videos.restoreVideo(by);
    case 'plays':
      return rooms.db.transaction((tx) => videos.notePlayable(tx, of, null));
    case 'fails':
      return rooms.db.transaction((tx) => videos.noteFailed(tx, of, { code: 'bad', message: 'Bad.' }, false));
    case 'role':
      return deed.role
        ? channels.setTeamRole(channel.id, ownerId, emailOf(viewerId), deed.role)
        : channels.removeFromTeam(channel.id, ownerId, emailOf(viewerId));
    default:
      return saidOfRights(rooms, subject, deed);
  }
}

type RightsDeed = Exclude<Deed, { kind: 'publish' | 'unpublish' | 'trash' | 'restore' | 'plays' | 'fails' | 'role' }>;

async function saidOfRights({ rights, db, clock }: Rooms, subject: Subject, deed: RightsDeed): Promise<unknown> {
  const { ownerId, viewerId, channel, videoId, videoPublicId, tierId } = subject;
  const by = { actor: ownerId, expectedVersion: null };
  const now = clock.now();
  const windows = (steps: readonly WindowStep[]) => steps.map((one) => windowAt(now, one));
  switch (deed.kind) {
    case 'channelRights': {
      const body = { windows: windows(deed.windows), unknownCountry: deed.unknownCountry, deviceLimit: null };
      return rights.setChannelRights(channel, body, by);
    }
    case 'videoRights':
      return rights.setVideoRights(videoPublicId, { windows: windows(deed.windows), minimumAge: deed.minimumAge }, by);
    case 'access':
      return rights.setVideoAccess(videoPublicId, deed.access, by);
    case 'confirmAge':
      return rights.confirmAge(viewerId, 17);
    case 'grant': {
      const from = hoursFrom(now, deed.fromHours);
      const dates = { from, until: hoursFrom(from ? new Date(from) : now, deed.lastsHours), note: null };
      const covers = {
        channel: { kind: 'channel' },
        video: { kind: 'video', videoId: videoPublicId },
        tier: { kind: 'tier', tierId },
      } as const;
      const body = { email: emailOf(viewerId), source: 'grant' as const, covers: covers[deed.covers], ...dates };
      return subject.grants.push((await rights.grant(channel.id, body, ownerId)).id);
    }
    case 'takeBack':
      return rights.takeBack(channel.id, subject.grants.pop() ?? '', ownerId);
    case 'tier':
    case 'purchase':
    case 'period':
      subject.version += 1;
      return db.transaction((tx) => billed(tx, { rights, clock }, subject, deed));
  }

  function billed(
    tx: Parameters<typeof rights.noteTier>[0],
    tools: Pick<Rooms, 'rights' | 'clock'>,
    { version }: Subject,
    news: Extract<RightsDeed, { kind: 'tier' | 'purchase' | 'period' }>,
  ): Promise<void> {
    const at = tools.clock.now().toISOString();
    const whose = { channelId: channel.id, version, at };
    if (news.kind === 'tier') {
      const prices = [{ amountMinor: news.amountMinor, currency: 'EUR', per: 'month' as const }];
      return tools.rights.noteTier(tx, { ...whose, tierId, name: 'Gold', prices, onSale: news.onSale });
    }
    const begins = new Date(now.getTime() + news.fromHours * hourMs);
    const dates = { from: begins.toISOString(), until: hoursFrom(begins, news.lastsHours) ?? begins.toISOString() };
    const bought = { ...whose, ...dates, accountId: viewerId };
    // One of each a history: the second piece of news corrects the first.
    return news.kind === 'purchase'
      ? tools.rights.notePurchase(tx, {
          ...{ ...bought, purchaseId: videoId, source: 'purchase', covers: { kind: 'video', videoId } },
        })
      : tools.rights.notePeriod(tx, { ...bought, subscriptionId: videoId, periodId: videoId, tierId });
  }
}

function windowAt(now: Date, { effect, fromHours, untilHours, countries }: WindowStep): RightsWindowBody {
  const [from, until] = [hoursFrom(now, fromHours), hoursFrom(now, untilHours)];
  const ordered = from && until && from >= until ? { from: until, until: null } : { from, until };
  return { effect, ...ordered, countries, reason: null, messageByCountry: {} };
}

function hoursFrom(at: Date, hours: number | null): string | null {
  return hours === null ? null : new Date(at.getTime() + hours * hourMs).toISOString();
}

/** A deed that cannot be done then is none. */
async function ignoringRefusals(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}

function emailOf(accountId: string): string {
  return `${accountId}@example.com`;
}

function accountsByName(): Identity {
  const account = (id: string): AccountFacts => {
    const publicId = `acc_${id.replaceAll('-', '').slice(0, 22)}`;
    return { id, publicId, email: emailOf(id), displayName: 'Ann', emailVerified: true, operator: false };
  };
  return {
    authenticate: async () => anonymous,
    accountsByIds: async (ids) => ids.map(account),
    accountByEmail: async (email) => account(email.replace('@example.com', '')),
    accountByPublicId: async () => null,
    noteRefusal: async () => undefined,
  };
}
