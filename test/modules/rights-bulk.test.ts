import fc from 'fast-check';
import type { RightsHistory, VideoRightsView } from '../../src/modules/rights/contract';
import { rightsChanged } from '../../src/modules/rights/events';
import { videoPurged } from '../../src/modules/videos/events';
import { aWindow, createRightsHouse, type RightsHouse } from '../support/factories/rights-house';

let house: RightsHouse;
let site: Awaited<ReturnType<RightsHouse['serve']>>;
beforeAll(async () => {
  house = await createRightsHouse({ poolMax: 2 });
  site = await house.serve();
});
afterAll(async () => {
  await site.close();
  await house.close();
});

const ann = () => site.as('Ann');
const inGermany = aWindow({ countries: { only: ['DE'] } });
const restricted = { kind: 'restricted' as const, ways: [{ kind: 'subscribers' as const }] };

/** A channel of Ann's with three films. */
async function threeFilms() {
  const { channel, owner, video } = await house.draft();
  const more = [1, 2].map((number) =>
    house.videos.draftVideo(channel.id, owner.accountId, { title: `Film ${number}` }),
  );
  const films = [video, ...(await Promise.all(more))];
  const ids = films.map(({ publicId }) => publicId);
  const address = `/channels/${channel.handle}/rights`;
  return {
    ...{ channel, owner, films, ids },
    bulk: (body: object, videoIds: readonly string[] = ids) =>
      ann().post<{ changeId: string; changed: number }>(`${address}/bulk`, { videoIds, ...body }),
    undo: (changeId: string) => ann().post<{ undone: number; kept: number }>(`${address}/changes/${changeId}/undo`),
    set: (index: number, body: object) => ann().put(`/videos/${ids[index]}/rights`, body),
    views: async () =>
      (await ann().get<{ items: VideoRightsView[] }>(`${address}/videos?ids=${ids.join(',')}`)).body.items,
  };
}

const short = (views: VideoRightsView[]) =>
  views.map(({ windows, minimumAge, access }) => [windows.length, minimumAge, access.kind]);

describe('a bulk edit', () => {
  it('changes what is named, counts what was not so already, and is undone', async () => {
    const { bulk, undo, set, views, films } = await threeFilms();
    await set(0, { windows: [inGermany], minimumAge: 12 });
    await set(1, { windows: [inGermany, aWindow()], minimumAge: 16 });
    const { body } = await bulk({ windows: [inGermany] });
    expect(body.changed).toBe(2);
    expect(short(await views())).toEqual([
      [1, 12, 'free'],
      [1, 16, 'free'],
      [1, null, 'free'],
    ]);
    const [, second, third] = films;
    expect(house.outbox.of(rightsChanged).at(-1)?.videoIds?.toSorted()).toEqual([second?.id, third?.id].toSorted());
    expect(house.told.at(-1)).toBe(`${second?.publicId} ${third?.publicId}`);
    house.clock.advance({ minutes: 1 });
    expect(await undo(body.changeId)).toMatchObject({ status: 200, body: { undone: 2, kept: 0 } });
    expect(short(await views())).toEqual([
      [1, 12, 'free'],
      [2, 16, 'free'],
      [0, null, 'free'],
    ]);
    expect(house.told.at(-1)?.split(' ').toSorted()).toEqual([second?.publicId, third?.publicId].toSorted());
    expect((await undo(body.changeId)).body).toMatchObject({ code: 'change_undone' });
  });

  it('is left alone by its undo where somebody changed the video since, and only there', async () => {
    const { bulk, undo, set, views } = await threeFilms();
    const { body } = await bulk({ windows: [inGermany], minimumAge: 18, access: restricted });
    await set(1, { windows: [inGermany], minimumAge: 16 });
    expect((await undo(body.changeId)).body).toEqual({ undone: 2, kept: 1 });
    expect(short(await views())).toEqual([
      [0, null, 'free'],
      [1, 16, 'restricted'],
      [0, null, 'free'],
    ]);
  });

  it('and its undo stay in the history, with who did it', async () => {
    const { bulk, undo, ids } = await threeFilms();
    const { body } = await bulk({ minimumAge: 18 });
    house.clock.advance({ minutes: 1 });
    await undo(body.changeId);
    const address = `/videos/${ids[0]}/rights/history`;
    const { items } = (await ann().get<RightsHistory>(address)).body;
    expect(items).toMatchObject([
      { what: 'age', before: 18, after: null, undoes: body.changeId, displayName: 'Ann' },
      { what: 'age', before: null, after: 18, changeId: body.changeId, undoes: null },
    ]);
    const first = (await ann().get<RightsHistory>(`${address}?limit=1`)).body;
    const rest = (await ann().get<RightsHistory>(`${address}?limit=1&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...rest.items]).toEqual(items);
    expect(rest.nextCursor).toBeNull();
    expect((await ann().get(`${address}?cursor=x`)).status).toBe(422);
  });

  it('is all or nothing, and says which videos are in the way', async () => {
    const { bulk, views, ids } = await threeFilms();
    const foreign = await house.draft();
    await ann().delete(`/videos/${ids[2]}`);
    const answer = await bulk({ minimumAge: 18 }, [...ids, foreign.video.publicId]);
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'body.videoIds.2' }, { path: 'body.videoIds.3' }] },
    });
    expect(short(await views()).map(([, age]) => age)).toEqual([null, null, null]);
    const tier = await house.tier(foreign.channel.id);
    const access = { kind: 'restricted', ways: [{ kind: 'tiers', tierIds: [tier] }] };
    expect(await bulk({ access }, ids.slice(0, 2))).toMatchObject({
      body: { errors: [{ path: 'body.access.ways.0.tierIds.0' }] },
    });
    expect((await bulk({})).status).toBe(422);
  });

  it('of another channel cannot be undone', async () => {
    const [own, other] = [await threeFilms(), await threeFilms()];
    const { body } = await own.bulk({ minimumAge: 18 });
    expect((await other.undo(body.changeId)).status).toBe(404);
    expect((await own.undo('chg_0000000000000000000000')).status).toBe(404);
    expect(short(await own.views())[0]).toEqual([0, 18, 'free']);
  });

  it('undone twice at once is undone once; edits at the same time wait for each other', async () => {
    const { bulk, undo, set, views } = await threeFilms();
    const { body } = await bulk({ minimumAge: 18 });
    const undos = await Promise.all([undo(body.changeId), undo(body.changeId)]);
    expect(undos.map(({ status }) => status).sort()).toEqual([200, 409]);
    const edits = await Promise.all([
      bulk({ minimumAge: 12 }),
      bulk({ minimumAge: 16 }),
      set(0, { windows: [], minimumAge: 21 }),
      set(2, { windows: [inGermany], minimumAge: 21 }),
    ]);
    expect(edits.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { rows } = await house.db.reader.raw(
      'select subject_id from rights.rules where valid_to is null group by subject_id, what having count(*) > 1',
    );
    expect(rows).toEqual([]);
    expect((await views()).every(({ minimumAge }) => [12, 16, 21].includes(minimumAge ?? 0))).toBe(true);
  });
});

test('undo gives back what was there before, whatever was said before and since', async () => {
  const ages = fc.constantFrom(null, 12, 16, 18);
  await fc.assert(
    fc.asyncProperty(fc.array(ages, { maxLength: 3 }), ages, fc.option(ages), async (before, bulkAge, since) => {
      const { bulk, undo, set, views } = await threeFilms();
      for (const minimumAge of before) await set(0, { windows: [], minimumAge });
      const was = before.at(-1) ?? null;
      const { body } = await bulk({ minimumAge: bulkAge });
      if (since !== null) await set(0, { windows: [], minimumAge: since });
      const isChangedSince = was !== bulkAge && since !== null && since !== bulkAge;
      const isChanged = body.changed > 0;
      const answer = await undo(body.changeId);
      expect(answer.status).toBe(isChanged ? 200 : 404);
      const [first] = await views();
      const stays = was === bulkAge || isChangedSince;
      expect(first?.minimumAge).toBe(stays ? (since ?? was) : was);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('what is deleted for good leaves no rights behind', async () => {
  const { bulk, films, channel } = await threeFilms();
  await bulk({ minimumAge: 18, windows: [inGermany] });
  const [gone, kept] = films;
  if (!gone || !kept) throw new Error('No films');
  await house.hear(videoPurged, { videoId: gone.id, publicId: gone.publicId, channelId: channel.id });
  const { rows } = await house.db.reader.raw('select distinct subject_id from rights.rules where subject_id = any(?)', [
    [gone.id, kept.id],
  ]);
  expect(rows).toEqual([{ subject_id: kept.id }]);
});
