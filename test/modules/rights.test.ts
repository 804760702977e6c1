import type { VideoRightsView } from '../../src/modules/rights/contract';
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
