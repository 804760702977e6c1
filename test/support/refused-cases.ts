import { purchaseCompleted, tierChanged } from '../../src/modules/billing/events';
import type { EventDefinition } from '../../src/platform/bus';
import { done, publish, type RefusedWorld, stranger } from './refused-world';
import type { Site } from './site';
import { Visitor } from './visitor';
import { waitFor } from './wait-for';

export interface Stage {
  site: Site;
  world: RefusedWorld;
}

export interface RefusedCase {
  /** Makes the video so. */
  arrange(stage: Stage): Promise<unknown>;
  /** The one who asks for it then, always from Germany. */
  who(stage: Stage): Promise<Visitor>;
  /** Whether nobody may even know that the video is there. */
  isSecret?: boolean;
}

const nobody = async ({ site }: Stage) => new Visitor(site.url);
const somebody = async ({ site }: Stage) => (await stranger(site, 'Stranger')).visitor;

/** Those who may not watch the video, each for a reason of its own. */
export const refusedCases: Readonly<Record<string, RefusedCase>> = {
  'nobody, of a draft': { arrange: withdraw, who: nobody, isSecret: true },
  'a stranger, of a draft': { arrange: withdraw, who: somebody, isSecret: true },
  'a stranger, of what is private': {
    arrange: ({ world }) => publish(world.owner, world.videoId, { visibility: 'private' }),
    who: somebody,
    isSecret: true,
  },
  'nobody, of what lies in the trash': {
    arrange: ({ world }) => done(world.owner.delete(`/videos/${world.videoId}`)),
    who: nobody,
    isSecret: true,
  },
  'nobody, of what opens tomorrow': {
    arrange: ({ world }) => publish(world.owner, world.videoId, { startsAt: tomorrow() }),
    who: nobody,
  },
  'somebody where it is not available': { arrange: (stage) => setWindow(stage, 'allow', 'FR'), who: somebody },
  'somebody where it is blocked': { arrange: (stage) => setWindow(stage, 'deny', 'DE'), who: nobody },
  'somebody of an unknown age': { arrange: ({ world }) => setRights(world, { minimumAge: 18 }), who: somebody },
  'one who has no password': {
    arrange: ({ world }) => publish(world.owner, world.videoId, { visibility: 'password', password: 'open sesame' }),
    who: nobody,
  },
  'nobody, of what subscribers watch': { arrange: forSubscribers, who: nobody },
  'the holder of another tier': { arrange: forGold, who: holderOfSilver },
  'one whose grant is over': { arrange: byInvitation, who: formerGuest },
};

/** Published for everybody, everywhere, for nothing. */
export async function openToAll({ world }: Stage): Promise<void> {
  await world.owner.post(`/videos/${world.videoId}/restore`);
  await publish(world.owner, world.videoId, {});
  await setRights(world, {});
  await setAccess(world, { kind: 'free' });
}

/** Where the viewer is, with a word for the team alone. */
export async function openToGermany(stage: Stage): Promise<void> {
  await openToAll(stage);
  await setWindow(stage, 'allow', 'DE');
}

export function forSubscribers({ world }: Stage): Promise<unknown> {
  return setAccess(world, { kind: 'restricted', ways: [{ kind: 'subscribers' }] });
}

/** Somebody whom the channel had invited, with a note for the team alone, and invites no more. */
export async function formerGuest(stage: Stage): Promise<Visitor> {
  const { visitor, id } = await guest(stage);
  await done(stage.world.owner.delete(`/channels/${stage.world.handle}/entitlements/${id}`));
  return visitor;
}

/** Somebody whom the channel has invited, with a note for the team alone. */
export async function guest({ site, world }: Stage): Promise<{ visitor: Visitor; id: string }> {
  const { visitor, email } = await stranger(site, 'Guest');
  const grant = { email, covers: { kind: 'channel' }, note: world.canaries.team[1] };
  const { body } = await done(world.owner.post<{ id: string }>(`/channels/${world.handle}/entitlements`, grant));
  return { visitor, id: body.id };
}

function withdraw({ world }: Stage): Promise<unknown> {
  return done(world.owner.delete(`/videos/${world.videoId}/publication`));
}

function byInvitation({ world }: Stage): Promise<unknown> {
  return setAccess(world, { kind: 'restricted', ways: [] });
}

async function forGold({ site, world }: Stage): Promise<void> {
  const prices = [{ amountMinor: 500, currency: 'EUR', per: 'month' as const }];
  const channelId = await channelIdOf({ site, world });
  const tier = { channelId, prices, onSale: true, version: 1, at: new Date().toISOString() };
  await tell(site, tierChanged, { tierId: gold, name: 'Gold', ...tier });
  await tell(site, tierChanged, { tierId: silver, name: 'Silver', ...tier });
  await waitFor('both tiers to be known', async () => {
    const { body } = await world.owner.get<{ items: unknown[] }>(`/channels/${world.handle}/tiers`);
    return body.items.length === 2;
  });
  await setAccess(world, { kind: 'restricted', ways: [{ kind: 'tiers', tierIds: [gold] }] });
}

async function holderOfSilver({ site, world }: Stage): Promise<Visitor> {
  const { visitor, email } = await stranger(site, 'Silver');
  const account = await site.composition.rooms.identity.accountByEmail(email);
  await tell(site, purchaseCompleted, {
    purchaseId: `silver-of-${email}`,
    channelId: await channelIdOf({ site, world }),
    accountId: account?.id ?? '',
    source: 'gift',
    covers: { kind: 'tier', tierId: silver },
    from: '2026-01-01T00:00:00Z',
    until: null,
    version: 1,
    at: new Date().toISOString(),
  });
  await waitFor('the gift to be known', async () => {
    const { body } = await world.owner.get(`/channels/${world.handle}/entitlements?q=${encodeURIComponent(email)}`);
    return JSON.stringify(body).includes(silver);
  });
  return visitor;
}

const [gold, silver] = ['tir_gold', 'tir_silver'];

const tomorrow = () => new Date(Date.now() + 24 * 3_600_000).toISOString();

async function channelIdOf({ site, world }: Stage): Promise<string> {
  return (await site.composition.rooms.channels.findByHandle(world.handle))?.id ?? '';
}

async function tell<T>({ composition }: Site, event: EventDefinition<T>, data: T): Promise<void> {
  const { db, bus } = composition.platform;
  await db.transaction((tx) => bus.publish(tx, event, data));
}

function setWindow({ world }: Stage, effect: 'allow' | 'deny', country: string): Promise<unknown> {
  const window = { effect, countries: { only: [country] }, reason: world.canaries.team[0] };
  return setRights(world, { windows: [window] });
}

function setRights({ owner, videoId }: RefusedWorld, body: object): Promise<unknown> {
  return done(owner.put(`/videos/${videoId}/rights`, { windows: [], minimumAge: null, ...body }));
}

function setAccess({ owner, videoId }: RefusedWorld, body: object): Promise<unknown> {
  return done(owner.put(`/videos/${videoId}/access`, body));
}
