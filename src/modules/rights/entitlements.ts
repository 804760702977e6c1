import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import { type Database, decodeCursor, encodeCursor, invalidCursor, isUuid, type Tx } from '../../platform/db';
import { newPublicId } from '../../platform/ids';
import type { EntitlementCover } from '../access';
import type { AccountFacts, Identity } from '../identity';
import type { VideoFacts, Videos } from '../videos';
import type { EntitlementView, GrantBody } from './contract';
import { type Holding, holders, recordHolding } from './entitlement-store';
import { entitlementNotFound, grantOver, noSuchAccount } from './errors';
import { entitlementChanged } from './events';
import { ownVideos, requireOwnTiers } from './named';
import { giveAgainIn, takeBackIn } from './take-back';
import { type Tier, tiersOf } from './tier-store';

export interface HoldersPage {
  items: EntitlementView[];
  nextCursor: string | null;
}

export interface Entitlements {
  /**
   * Who holds something of this channel now, or will, newest first. `q` is a whole e-mail address, or part of a name
   * or note; a page may be short and still have a next one. @throws AppError `invalid_cursor`.
   */
  holders(channelId: string, query: { limit: number; cursor: string | null; q: string | null }): Promise<HoldersPage>;
  /** @throws AppError `account_not_found`, `grant_over`, or `invalid_input` for what another channel covers. */
  grant(channelId: string, body: GrantBody, actor: string): Promise<EntitlementView>;
  /** Ends it now; that it held until now stays known. @throws AppError `entitlement_not_found` or `entitlement_paid`. */
  takeBack(channelId: string, id: string, actor: string): Promise<void>;
  /** Gives anew, from now on, what was taken back. @throws as `takeBack`, and AppError `grant_over`. */
  giveAgain(channelId: string, id: string, actor: string): Promise<EntitlementView>;
  /** What billing told of a channel's tiers; those on sale first. */
  tiers(channelId: string): Promise<Tier[]>;
}

interface EntitlementsDependencies {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  identity: Pick<Identity, 'accountByEmail' | 'accountsByIds'>;
  videos: Pick<Videos, 'factsByPublicIds' | 'factsOf'>;
}

// Names are another room's, so rows are read on until enough of them match; longer searches go on with the cursor.
const roundsAtMost = 10;
const readAtOnce = 200;

export function createEntitlements(deps: EntitlementsDependencies): Entitlements {
  const { db, outbox, clock, identity } = deps;
  const tell = (tx: Tx, { accountId, channelId }: Holding, at: Date) =>
    outbox.publish(tx, entitlementChanged, { accountId, channelId, at: at.toISOString() });

  const given = async (at: Date, give: (tx: Tx) => Promise<Holding>): Promise<EntitlementView> => {
    const granted = await db.transaction(async (tx) => {
      const holding = await give(tx);
      await tell(tx, holding, at);
      return holding;
    });
    const [view] = await viewsOf(deps, granted.channelId, [granted]);
    if (!view) throw entitlementNotFound();
    return view;
  };

  return {
    tiers: (channelId) => tiersOf(db.reader, [channelId], null),

    holders: async (channelId, { limit, cursor, q }) => {
      const byAddress = q?.includes('@') ? await identity.accountByEmail(q) : null;
      if (q?.includes('@') && !byAddress) return { items: [], nextCursor: null };
      const part = byAddress ? null : (q?.toLowerCase() ?? null);
      const atOnce = part ? readAtOnce : limit + 1;
      const items: { row: string; view: EntitlementView }[] = [];
      let below = cursor === null ? null : placeIn(cursor);
      for (let round = 0; round < roundsAtMost && items.length <= limit; round++) {
        const query = { channelId, accountId: byAddress?.id ?? null, below, now: clock.now(), limit: atOnce };
        const held = await holders(db.reader, query);
        const views = await viewsOf(deps, channelId, held);
        for (const [index, view] of views.entries()) {
          if (matches(view, part)) items.push({ row: held[index]?.rowId ?? '', view });
        }
        below = held.length < atOnce ? null : (held.at(-1)?.rowId ?? null);
        if (below === null) break;
      }
      const shown = items.slice(0, limit);
      const next = items.length > limit ? (shown.at(-1)?.row ?? null) : below;
      return { items: shown.map(({ view }) => view), nextCursor: next === null ? null : encodeCursor([next]) };
    },

    grant: async (channelId, { email, source, covers, from, until, note }, actor) => {
      const account = await identity.accountByEmail(email);
      if (!account) throw noSuchAccount();
      const at = clock.now();
      const ends = until === null ? null : new Date(until);
      if (ends && ends <= at) throw grantOver();
      const news = {
        ...{ id: newPublicId('ent'), accountId: account.id, channelId, source, note, actor, billed: null },
        covers: await coverOf(deps, channelId, covers),
        from: from === null ? at : new Date(from),
        until: ends,
      };
      return given(at, (tx) => recordHolding(tx, null, news, at));
    },

    giveAgain: (channelId, id, actor) => {
      const at = clock.now();
      return given(at, (tx) => giveAgainIn(tx, { id, channelId, actor, at }));
    },

    takeBack: (channelId, id, actor) =>
      db.transaction(async (tx) => {
        const at = clock.now();
        const taken = await takeBackIn(tx, { id, channelId, actor, at });
        if (taken) await tell(tx, taken, at);
      }),
  };
}

async function viewsOf(
  { db, identity, videos }: EntitlementsDependencies,
  channelId: string,
  held: readonly Holding[],
): Promise<EntitlementView[]> {
  const videoIds = held.flatMap(({ covers }) => (covers.kind === 'video' ? [covers.videoId] : []));
  const [accounts, films, tiers] = await Promise.all([
    identity.accountsByIds([...new Set(held.map(({ accountId }) => accountId))]),
    videos.factsOf([...new Set(videoIds)]),
    tiersOf(db.reader, [channelId], null),
  ]);
  const names: Names = {
    accounts: new Map(accounts.map((account) => [account.id, account])),
    films: new Map(films.map((film) => [film.id, film])),
    tiers: new Map(tiers.map((tier) => [tier.id, tier])),
  };
  return held.map((holding) => entitlementViewOf(holding, names));
}

interface Names {
  accounts: ReadonlyMap<string, AccountFacts>;
  films: ReadonlyMap<string, VideoFacts>;
  tiers: ReadonlyMap<string, Tier>;
}

function entitlementViewOf(holding: Holding, { accounts, films, tiers }: Names): EntitlementView {
  const { id, accountId, source, covers, from, until, note, billed } = holding;
  const account = accounts.get(accountId);
  const film = covers.kind === 'video' ? films.get(covers.videoId) : undefined;
  const tier = covers.kind === 'tier' ? tiers.get(covers.tierId) : undefined;
  return {
    ...{ id, source, note },
    account: account ? { id: account.publicId, displayName: account.displayName } : null,
    covers: covers.kind === 'video' ? { kind: 'video', videoId: film?.publicId ?? '' } : covers,
    coversName: film?.title ?? tier?.name ?? null,
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
    byHand: billed === null,
  };
}

function matches({ account, note }: EntitlementView, part: string | null): boolean {
  if (part === null) return true;
  return [account?.displayName, note].some((text) => text?.toLowerCase().includes(part));
}

async function coverOf(
  { db, videos }: EntitlementsDependencies,
  channelId: string,
  covers: GrantBody['covers'],
): Promise<EntitlementCover> {
  if (covers.kind === 'channel') return covers;
  if (covers.kind === 'tier') {
    await requireOwnTiers(db.reader, channelId, [{ id: covers.tierId, path: 'body.covers.tierId' }]);
    return covers;
  }
  const [film] = await ownVideos(videos, channelId, [covers.videoId], () => 'body.covers.videoId');
  return { kind: 'video', videoId: film?.id ?? '' };
}

function placeIn(cursor: string): string {
  const [rowId = ''] = decodeCursor(cursor, 1);
  if (isUuid(rowId)) return rowId;
  throw invalidCursor();
}
