import type { VideoTeamView } from '../../src/modules/videos/contract';
import { videoPublished } from '../../src/modules/videos/events';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  // One connection: hashing in the middle of a transaction would hold everybody up, checking there wait for ever.
  test = await createTestLibrary({ poolMax: 1 });
  site = await test.serve();
});
afterAll(async () => {
  await site.close();
  await test.close();
});

const secret = 'open sesame';

async function publication() {
  const draft = await test.draft();
  const { publicId, id } = draft.video;
  return {
    ...draft,
    publicId,
    publish: (body: object) => site.as('Ann').put<VideoTeamView>(`/videos/${publicId}/publication`, body),
    passwordId: async () => (await test.videos.factsOf([id]))[0]?.publication?.passwordId ?? null,
    check: (password: string) => test.videos.checkPassword(publicId, password),
    history: async () => (await site.as('Ann').get<{ items: unknown[] }>(`/videos/${publicId}/history`)).body.items,
    stored: async (): Promise<{ password_hash: string | null }[]> =>
      test.db
        .reader('videos.publications')
        .where({ video_id: id })
        .orderBy(['valid_from', 'id'])
        .select('visibility', 'password_hash'),
  };
}

describe('a video with a password', () => {
  it('names the password in force to those who know it, and to nobody else', async () => {
    const { publish, passwordId, check } = await publication();
    expect(await publish({ visibility: 'password', password: secret })).toMatchObject({
      status: 200,
      body: { publication: { visibility: 'password' } },
    });
    expect(await check(secret)).toBe(await passwordId());
    expect(await check(secret)).not.toBeNull();
    expect(await check('open sesam')).toBeNull();
    expect(await test.videos.checkPassword('vid_0000000000000000000000', secret)).toBeNull();
    await publish({ visibility: 'unlisted' });
    expect([await check(secret), await passwordId()]).toEqual([null, null]);
  });

  it('keeps its password, and the id of it, until there is another one', async () => {
    const { publish, passwordId, check } = await publication();
    await publish({ visibility: 'password', password: secret });
    const first = await passwordId();
    test.clock.advance({ minutes: 1 });
    await publish({ visibility: 'password', endsAt: '2027-01-01T00:00:00Z' });
    expect([await passwordId(), await check(secret)]).toEqual([first, first]);
    const { body } = await publish({ visibility: 'password', endsAt: '2027-01-01T00:00:00Z', password: secret });
    expect((await publish({ visibility: 'password', endsAt: '2027-01-01T00:00:00Z' })).body.version).toBe(body.version);
    expect(await passwordId()).toBe(first);
    test.clock.advance({ minutes: 1 });
    await publish({ visibility: 'password', endsAt: '2027-01-01T00:00:00Z', password: 'another one' });
    expect(await passwordId()).not.toBe(first);
    expect([await check(secret), await check('another one')]).toEqual([null, await passwordId()]);
  });

  it('needs one, of a length, and nothing else has one', async () => {
    const { publish } = await publication();
    const refusal = async (body: object) => {
      const { status, body: answer } = await publish(body);
      return { status, ...(answer as unknown as { code: string; errors: { path: string }[] }) };
    };
    const missing = { status: 422, code: 'password_missing', errors: [{ path: 'body.password' }] };
    expect(await refusal({ visibility: 'password' })).toMatchObject(missing);
    for (const password of ['abc', 'x'.repeat(201), null]) {
      expect(await refusal({ visibility: 'password', password })).toMatchObject({ code: 'invalid_input' });
    }
    expect(await refusal({ visibility: 'public', password: secret })).toMatchObject({
      ...{ status: 422, code: 'invalid_input', errors: [{ path: 'body.password' }] },
    });
    await publish({ visibility: 'password', password: secret });
    await publish({ visibility: 'public' });
    expect(await refusal({ visibility: 'password' })).toMatchObject(missing);
  });

  it('tells nobody the password or its hash: not the history, not the event, not the answer', async () => {
    const { publish, history, stored } = await publication();
    const answer = await publish({ visibility: 'password', password: secret });
    const rows = await stored();
    expect(rows).toEqual([{ visibility: 'password', password_hash: expect.stringMatching(/^\$argon2id\$/) }]);
    const told = JSON.stringify([answer.body, await history(), test.outbox.of(videoPublished).at(-1)]);
    expect(told).toContain('newPassword');
    for (const kept of [secret, rows[0]?.password_hash ?? '', 'argon2']) expect(told).not.toContain(kept);
  });

  it('set by two people at once has the password of one of them', async () => {
    const { publish, check } = await publication();
    const answers = await Promise.all(
      ['the first', 'the second'].map((password) => publish({ visibility: 'password', password })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const right = [await check('the first'), await check('the second')].filter((id) => id !== null);
    expect(right).toHaveLength(1);
  });

  it('stands in no list', async () => {
    const draft = await publication();
    await test.db.reader('videos.videos').where({ id: draft.video.id }).update({ playable_since: test.clock.now() });
    const listed = async () => {
      await test.deliver();
      const { body } = await site.nobody.get<{ items: { id: string }[] }>(`/channels/${draft.channel.handle}/videos`);
      return body.items.map(({ id }) => id);
    };
    await draft.publish({ visibility: 'public' });
    expect(await listed()).toEqual([draft.video.publicId]);
    await draft.publish({ visibility: 'password', password: secret });
    expect(await listed()).toEqual([]);
  });
});
