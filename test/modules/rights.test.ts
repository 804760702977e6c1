import type { ChannelRightsView, RightsHistory, VideoRightsView } from '../../src/modules/rights/contract';
import { rightsChanged } from '../../src/modules/rights/events';
import { aWindow, createRightsHouse, type RightsHouse } from '../support/factories/rights-house';

let house: RightsHouse;
let site: Awaited<ReturnType<RightsHouse['serve']>>;
beforeAll(async () => {
  // One connection: a verb that asked for a second one inside a transaction would wait for ever.
  house = await createRightsHouse({ poolMax: 1 });
  site = await house.serve();
});
afterAll(async () => {
  await site.close();
  await house.close();
});

const ann = () => site.as('Ann');
const inGermany = aWindow({ countries: { only: ['DE'] } });

describe('the rights of a video', () => {
  it('are free everywhere for everybody until somebody says otherwise', async () => {
    const { video, channel } = await house.draft();
    const answer = await ann().get<VideoRightsView>(`/videos/${video.publicId}/rights`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...{ videoId: video.publicId, windows: [], minimumAge: null, access: { kind: 'free' }, version: 0 },
      inherited: { windows: [], unknownCountry: 'refuse', deviceLimit: null },
    });
    expect(answer.headers.get('etag')).toBe('"0"');
    const [facts] = await house.rights.factsOf([{ channelId: channel.id, videoId: video.id, broadcastId: null }]);
    expect(facts).toEqual({
      ...{ rights: { channel: [], video: [], broadcast: [] }, unknownCountry: 'refuse', access: { kind: 'free' } },
      ...{ minimumAge: null, deviceLimit: null },
    });
  });

  it('are set with regions written out, told, read back, and forgotten by pages', async () => {
    const { video, channel } = await house.draft();
    const address = `/videos/${video.publicId}/rights`;
    const windows = [
      {
        effect: 'allow',
        from: '2026-05-01T00:00:00+02:00',
        countries: { only: ['BENELUX', 'DE'] },
        reason: 'Licence 7',
      },
    ];
    const answer = await ann().put<VideoRightsView>(address, { windows, minimumAge: 16 });
    expect(answer).toMatchObject({ status: 200, body: { minimumAge: 16, version: 1 } });
    expect(answer.body.windows).toEqual([
      {
        ...{ effect: 'allow', from: '2026-05-01T00:00:00+02:00', until: null, reason: 'Licence 7' },
        ...{ countries: { only: ['BE', 'DE', 'LU', 'NL'] }, messageByCountry: {} },
      },
    ]);
    expect((await ann().get(address)).body).toEqual(answer.body);
    const at = house.clock.now().toISOString();
    expect(house.outbox.of(rightsChanged).at(-1)).toEqual({ channelId: channel.id, videoIds: [video.id], at });
    expect(house.told.at(-1)).toBe(video.publicId);
    const [facts] = await house.rights.factsOf([{ channelId: channel.id, videoId: video.id, broadcastId: null }]);
    expect(facts).toMatchObject({
      rights: { video: [{ effect: 'allow', from: new Date('2026-04-30T22:00:00Z'), until: null }] },
      minimumAge: 16,
    });
  });

  it('set to what they are is no change', async () => {
    const { video } = await house.draft();
    const address = `/videos/${video.publicId}/rights`;
    expect((await ann().put(address, { windows: [] })).body.version).toBe(0);
    await ann().put(address, { windows: [inGermany] });
    const events = house.outbox.of(rightsChanged).length;
    expect((await ann().put(address, { windows: [inGermany] })).body.version).toBe(1);
    expect(house.outbox.of(rightsChanged).length).toBe(events);
  });
});

const versionOf = async (publicId: string) =>
  (await ann().get<VideoRightsView>(`/videos/${publicId}/rights`)).body.version;

describe('saving', () => {
  it('over somebody else’s save is refused, and of two at once one wins', async () => {
    const { video } = await house.draft();
    const address = `/videos/${video.publicId}/rights`;
    const save = (minimumAge: number, version: number) =>
      ann().put(address, { windows: [], minimumAge }, { headers: { 'if-match': `"${version}"` } });
    const both = await Promise.all([save(12, 0), save(16, 0)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'version_conflict' });
    expect(await versionOf(video.publicId)).toBe(1);
    expect((await save(18, 0)).status).toBe(409);
    expect(await save(18, 1)).toMatchObject({ status: 200, body: { minimumAge: 18, version: 2 } });
    const { rows } = await house.db.reader.raw(
      'select value, valid_to is null as held from rights.rules where subject_id = ? order by replaces nulls first',
      [video.id],
    );
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ held }: { held: boolean }) => held)).toHaveLength(1);
  });

  it('access keeps windows and ages, and the other way round', async () => {
    const { video } = await house.draft();
    await ann().put(`/videos/${video.publicId}/rights`, { windows: [inGermany], minimumAge: 12 });
    const price = { amountMinor: 499, currency: 'EUR' };
    const access = {
      kind: 'restricted',
      ways: [{ kind: 'purchase', price, rentalHours: 48 }, { kind: 'subscribers' }],
    };
    const both = { windows: [inGermany], minimumAge: 12, access, version: 2 };
    expect((await ann().put(`/videos/${video.publicId}/access`, access)).body).toMatchObject(both);
    await ann().put(`/videos/${video.publicId}/rights`, { windows: [] });
    const after = await ann().get<VideoRightsView>(`/videos/${video.publicId}/rights`);
    expect(after.body).toMatchObject({ windows: [], minimumAge: null, access, version: 3 });
  });

  it('names what is wrong with it, field by field', async () => {
    const { video, channel } = await house.draft();
    const other = await house.draft();
    const [own, foreign] = [await house.tier(channel.id), await house.tier(other.channel.id)];
    const problem = async (path: string, body: object) => {
      const answer = await ann().send<{ errors: { path: string }[] }>('PUT', path, { body });
      return [answer.status, ...(answer.body.errors ?? []).map(({ path: field }) => field)];
    };
    const access = (tierIds: string[]) => ({
      kind: 'restricted',
      ways: [{ kind: 'subscribers' }, { kind: 'tiers', tierIds }],
    });
    const address = `/videos/${video.publicId}`;
    expect(await problem(`${address}/access`, access([own, foreign]))).toEqual([422, 'body.ways.1.tierIds.1']);
    expect(await problem(`${address}/access`, access([own]))).toEqual([200]);
    const window = (more: object) => ({ windows: [{ effect: 'allow', ...more }] });
    for (const wrong of [
      window({ countries: { only: ['XX'] } }),
      window({ countries: { only: [] } }),
      window({ from: '2026-05-02T00:00:00Z', until: '2026-05-02T00:00:00Z' }),
      window({ messageByCountry: { Europe: 'No' } }),
      { windows: Array(101).fill({ effect: 'deny' }) },
      { windows: [], minimumAge: 0 },
    ]) {
      expect((await problem(`${address}/rights`, wrong))[0]).toBe(422);
    }
    await ann().delete(address);
    expect((await ann().put(`${address}/rights`, { windows: [] })).body).toMatchObject({ code: 'video_trashed' });
    expect((await ann().put(`${address}/access`, { kind: 'free' })).body).toMatchObject({ code: 'video_trashed' });
  });

  it('is for those who make, reading for the whole team, and neither for anybody else', async () => {
    const { video, channel, owner } = await house.draft();
    await house.channels.setTeamRole(channel.id, owner.accountId, house.person('Mo').email, 'analyst');
    const doors: [method: string, path: string, body?: object][] = [
      ['GET', `/videos/${video.publicId}/rights`],
      ['GET', `/videos/${video.publicId}/rights/history`],
      ['GET', `/channels/${channel.handle}/rights`],
      ['GET', `/channels/${channel.handle}/rights/history`],
      ['GET', `/channels/${channel.handle}/rights/videos?ids=${video.publicId}`],
      ['GET', `/channels/${channel.handle}/tiers`],
      ['PUT', `/videos/${video.publicId}/rights`, { windows: [] }],
      ['PUT', `/videos/${video.publicId}/access`, { kind: 'free' }],
      ['PUT', `/channels/${channel.handle}/rights`, { windows: [] }],
      ['POST', `/channels/${channel.handle}/rights/bulk`, { videoIds: [video.publicId], minimumAge: null }],
      ['GET', `/channels/${channel.handle}/entitlements`],
      ['POST', `/channels/${channel.handle}/entitlements`, { email: owner.email, covers: { kind: 'channel' } }],
    ];
    for (const [method, path, body] of doors) {
      const statuses = await Promise.all(
        [ann(), site.as('Mo'), site.as('Zoe'), site.nobody].map(
          async (visitor) => (await visitor.send(method, path, { body })).status,
        ),
      );
      const reads = method === 'GET' && !path.endsWith('/entitlements');
      const first = path.endsWith('/entitlements') && method === 'POST' ? 201 : 200;
      expect([method, path, ...statuses]).toEqual([method, path, first, reads ? 200 : 403, 404, 401]);
    }
  });
});

describe('the rights of a channel', () => {
  it('are inherited by its videos, told as a whole, and kept with who set them', async () => {
    const { video, channel } = await house.draft();
    const address = `/channels/${channel.handle}/rights`;
    const body = { windows: [inGermany], unknownCountry: { as: 'DE' }, deviceLimit: 3 };
    const answer = await ann().put<ChannelRightsView>(address, body, { headers: { 'if-match': '"0"' } });
    expect(answer).toMatchObject({ status: 200, body: { ...body, version: 1 } });
    expect((await ann().get(address)).body).toEqual(answer.body);
    const ofVideo = await ann().get<VideoRightsView>(`/videos/${video.publicId}/rights`);
    expect(ofVideo.body).toMatchObject({ windows: [], version: 0, inherited: body });
    expect(house.outbox.of(rightsChanged).at(-1)).toMatchObject({ channelId: channel.id, videoIds: null });
    expect(house.told.at(-1)).toBe(`@${channel.handle}`);

    house.clock.advance({ minutes: 1 });
    await ann().put(address, { windows: [] });
    const { items } = (await ann().get<RightsHistory>(`${address}/history`)).body;
    const newest = items.slice(0, 2).sort((a, b) => a.what.localeCompare(b.what));
    expect(newest).toMatchObject([
      { what: 'settings', displayName: 'Ann', before: { deviceLimit: 3 }, after: { deviceLimit: null } },
      { what: 'windows', before: [inGermany], after: [], at: house.clock.now().toISOString() },
    ]);
    expect(items[2]).toMatchObject({ before: null });
    expect(newest[0]?.changeId).toBe(newest[1]?.changeId);
    const ends = await ann().put(address, { windows: [] }, { headers: { 'if-match': '"1"' } });
    expect(ends.body).toMatchObject({ code: 'version_conflict' });
  });

  it('list many videos at once, in the order asked, and no other channel’s', async () => {
    const [draft, other] = [await house.draft(), await house.draft()];
    const second = await house.videos.draftVideo(draft.channel.id, draft.owner.accountId, { title: 'Second' });
    await ann().put(`/videos/${draft.video.publicId}/rights`, { windows: [inGermany] });
    const ids = [second.publicId, other.video.publicId, draft.video.publicId, 'nothing'].join(',');
    const { body } = await ann().get<{ items: VideoRightsView[] }>(
      `/channels/${draft.channel.handle}/rights/videos?ids=${ids}`,
    );
    expect(body.items.map(({ videoId, windows }) => [videoId, windows.length])).toEqual([
      [second.publicId, 0],
      [draft.video.publicId, 1],
    ]);
  });
});
