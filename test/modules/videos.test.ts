import { mediaFailed, mediaPlayable, mediaPosterMade, mediaReady } from '../../src/modules/media/events';
import { uploadAbandoned, uploadCompleted, uploadStarted, uploadTerminated } from '../../src/modules/uploads/events';
import type { VideoTeamView } from '../../src/modules/videos/contract';
import { videoPublished, videoPurged, videoUpdated } from '../../src/modules/videos/events';
import { newId } from '../../src/platform/ids';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
import { progressAt, renditionProgress } from '../support/factories/videos';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  // One connection: a verb that asked for a second one inside a transaction would wait for ever.
  test = await createTestLibrary({ poolMax: 1 });
  site = await test.serve();
});
afterAll(async () => {
  await site.close();
  await test.close();
});

type Draft = Awaited<ReturnType<TestLibrary['draft']>>;
const ann = () => site.as('Ann');
const viewOf = async ({ video }: Draft): Promise<VideoTeamView> => {
  const view = await test.videos.teamView(video.publicId);
  if (!view) throw new Error('The video is gone');
  return view;
};

/** What uploads and media would tell of one source. */
function sourceOf({ video, channel }: Draft, at = Date.now()) {
  const subject = { videoId: video.id, channelId: channel.id };
  const upload = { ...subject, uploadId: newId(at) };
  const file = { filename: 'film.mp4', sizeBytes: 1_000 };
  const generation = { ...upload, generationId: newId(at + 1) };
  return {
    started: () => test.hear(uploadStarted, { ...upload, ...file }),
    completed: () => test.hear(uploadCompleted, { ...upload, ...file, sourceKey: 'sources/x' }),
    cancelled: () => test.hear(uploadTerminated, { ...upload, reason: 'cancelled' }),
    abandoned: () => test.hear(uploadAbandoned, upload),
    playable: () => test.hear(mediaPlayable, { ...generation, durationMs: null }),
    ready: () => test.hear(mediaReady, { ...generation, durationMs: 36_000 }),
    poster: (posterUrl: string) => test.hear(mediaPosterMade, { ...generation, posterUrl }),
    /** The same film, made once more in full. */
    wholePlayable: () => test.hear(mediaPlayable, { ...upload, generationId: newId(at + 2), durationMs: null }),
    failed: (stillPlayable = false) =>
      test.hear(mediaFailed, {
        ...generation,
        code: 'unsupported_codec',
        message: 'We cannot read this.',
        stillPlayable,
      }),
  };
}

describe('a draft', () => {
  it('is made by the team, read back, and told to other rooms', async () => {
    await test.openChannel(test.person('Ann'), 'drafts');
    const answer = await ann().post('/channels/drafts/videos', { title: ' Storm ', tags: ['Sea', 'sea', 'wind'] });
    expect(answer).toMatchObject({
      status: 201,
      body: { title: 'Storm', tags: ['Sea', 'wind'], status: 'draft', playable: false, progress: 0, version: 1 },
    });
    expect(answer.body).toMatchObject({ publication: null, failure: null, channelHandle: 'drafts', posterUrl: null });
    expect((await ann().get(`/videos/${answer.body.id}`)).body).toEqual(answer.body);
    expect((await site.as('Zoe').post('/channels/drafts/videos', { title: 'X' })).status).toBe(404);
    expect((await site.nobody.post('/channels/drafts/videos', { title: 'X' })).status).toBe(401);
  });

  it.each([
    { title: '' },
    { title: 'a\0b' },
    { title: 'x'.repeat(201) },
    { title: 'A', tags: Array(31).fill('t') },
    { title: 'A', owner: 'me' },
    {},
  ])('refuses %j', async (body) => {
    const { channel } = await test.draft();
    expect((await ann().post(`/channels/${channel.handle}/videos`, body)).status).toBe(422);
  });

  it('AUTHZ-004: is not polluted by names that mean something to JavaScript', async () => {
    const { channel } = await test.draft();
    const body = '{"title":"A","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const answer = await ann().fetch(`/api/v1/channels/${channel.handle}/videos`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([201, 422]).toContain(answer.status);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('editing', () => {
  it('raises the version, keeps who changed what, and conflicts only with another person', async () => {
    const draft = await test.draft();
    const address = `/videos/${draft.video.publicId}`;
    const first = await ann().patch(address, { title: 'One' }, { headers: { 'if-match': '"1"' } });
    expect(first).toMatchObject({ status: 200, body: { title: 'One', version: 2 } });
    expect(first.headers.get('etag')).toBe('"2"');
    const late = await ann().patch(address, { title: 'Two' }, { headers: { 'if-match': '"1"' } });
    expect(late).toMatchObject({ status: 409, body: { code: 'version_conflict' } });

    await sourceOf(draft).started();
    const afterNews = await ann().patch(address, { title: 'Three' }, { headers: { 'if-match': '"2"' } });
    expect(afterNews).toMatchObject({ status: 200, body: { title: 'Three', status: 'uploading', version: 4 } });

    const { body } = await ann().get<{ items: { what: string; fields: unknown; displayName: string }[] }>(
      `${address}/history`,
    );
    expect(body.items.map(({ what }) => what)).toEqual(['edited', 'edited', 'drafted']);
    expect(body.items[0]).toMatchObject({ displayName: 'Ann', fields: { title: { before: 'One', after: 'Three' } } });
  });

  it('that changes nothing is no change', async () => {
    const { video } = await test.draft('Same');
    expect((await ann().patch(`/videos/${video.publicId}`, { title: 'Same' })).body.version).toBe(1);
  });

  it('AUTHZ-001: is nobody else’s', async () => {
    const { video, by } = await test.draft();
    await test.videos.publishVideo(by, { visibility: 'public', startsAt: null, endsAt: null });
    const address = `/videos/${video.publicId}`;
    for (const [method, path] of [
      ['PATCH', address],
      ['DELETE', address],
      ['POST', `${address}/restore`],
      ['PUT', `${address}/publication`],
      ['DELETE', `${address}/publication`],
      ['GET', `${address}/history`],
    ] as const) {
      const body = method === 'PATCH' || method === 'PUT' ? { visibility: 'public' } : undefined;
      expect([method, path, (await site.as('Zoe').send(method, path, { body })).status]).toEqual([method, path, 404]);
      expect((await site.nobody.send(method, path, { body })).status).toBe(401);
    }
    expect(test.refusals).toContainEqual(expect.objectContaining({ accountId: test.person('Zoe').accountId }));
  });
});

describe('a source', () => {
  it('goes from upload to ready, in whatever order its news arrive', async () => {
    const inOrder = await test.draft();
    const source = sourceOf(inOrder);
    const seen: string[] = [];
    for (const step of [source.started, source.completed, source.playable, source.ready]) {
      await step();
      seen.push((await viewOf(inOrder)).status);
    }
    expect(seen).toEqual(['uploading', 'processing', 'ready', 'ready']);
    await source.poster('/posters/x.webp');

    const mixed = await test.draft();
    const late = sourceOf(mixed);
    for (const step of [late.ready, late.completed, late.playable, late.started, late.ready]) await step();
    await late.poster('/posters/x.webp');
    const expected = { status: 'ready', playable: true, progress: 1, durationMs: 36_000, posterUrl: '/posters/x.webp' };
    expect(await viewOf(inOrder)).toMatchObject(expected);
    expect(await viewOf(mixed)).toMatchObject(expected);
  });

  it('shows a picture that was taken before the same film was made once more, and comes after', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    for (const step of [source.completed, source.playable, source.wholePlayable]) await step();
    await source.poster('/posters/x.webp');
    expect(await viewOf(draft)).toMatchObject({ posterUrl: '/posters/x.webp' });
    const newer = sourceOf(draft, Date.now() + 10_000);
    for (const step of [newer.completed, newer.playable]) await step();
    await source.poster('/posters/old.webp');
    expect(await viewOf(draft)).toMatchObject({ posterUrl: '/posters/x.webp' });
  });

  it('that fails says why, and leaves the draft’s words alone', async () => {
    const draft = await test.draft('Kept');
    const source = sourceOf(draft);
    await source.started();
    await source.completed();
    await source.failed();
    expect(await viewOf(draft)).toMatchObject({
      title: 'Kept',
      status: 'failed',
      playable: false,
      failure: { code: 'unsupported_codec', message: 'We cannot read this.' },
    });
    const again = sourceOf(draft, Date.now() + 1_000);
    await again.started();
    expect(await viewOf(draft)).toMatchObject({ status: 'uploading', failure: null });
  });

  it('that is abandoned or cancelled leaves the words alone too', async () => {
    const [abandoned, cancelled] = [await test.draft('Kept'), await test.draft('Kept')];
    const [first, second] = [sourceOf(abandoned), sourceOf(cancelled)];
    await first.started();
    await first.abandoned();
    expect(await viewOf(abandoned)).toMatchObject({
      title: 'Kept',
      status: 'failed',
      failure: { code: 'upload_expired' },
    });
    await second.started();
    await second.cancelled();
    expect(await viewOf(cancelled)).toMatchObject({ title: 'Kept', status: 'draft', failure: null });
  });

  it('that replaces another keeps the old one playing until it plays itself, and when it fails', async () => {
    const draft = await test.draft();
    const first = sourceOf(draft);
    for (const step of [first.started, first.completed, first.playable, first.ready]) await step();
    const second = sourceOf(draft, Date.now() + 10_000);
    await second.started();
    expect(await viewOf(draft)).toMatchObject({ status: 'uploading', playable: true });
    await first.abandoned(); // news of the old upload, late
    await second.completed();
    expect(await viewOf(draft)).toMatchObject({ status: 'processing', playable: true });
    await second.failed(true);
    expect(await viewOf(draft)).toMatchObject({
      status: 'ready',
      playable: true,
      failure: { code: 'unsupported_codec' },
    });
  });

  it('reports progress to the team without an event and without getting in an editor’s way', async () => {
    const draft = await test.draft();
    await sourceOf(draft).completed();
    const { version } = await viewOf(draft);
    const events = test.outbox.messages.length;
    const renditions = [renditionProgress({ state: 'working', progress: 0.5 })];
    const told = progressAt(test.clock.now(), { progress: 0.5, etaSeconds: 9, playableEtaSeconds: 4, renditions });
    await test.videos.recordMediaProgress({ videoId: draft.video.id, uploadId: null }, told);
    expect(await viewOf(draft)).toMatchObject({ progress: 0.5, etaSeconds: 9, playableEtaSeconds: 4, renditions });
    expect(test.outbox.messages.length).toBe(events);
    const edit = await ann().patch(
      `/videos/${draft.video.publicId}`,
      { title: 'T' },
      { headers: { 'if-match': `"${version}"` } },
    );
    expect(edit.status).toBe(200);
    await test.videos.recordMediaProgress({ videoId: newId(), uploadId: null }, told);
  });
});

describe('publication', () => {
  const inHours = (hours: number) => new Date(test.clock.now().getTime() + hours * 3_600_000).toISOString();

  it('before the film plays is remembered, and keeps its history', async () => {
    const draft = await test.draft();
    const address = `/videos/${draft.video.publicId}/publication`;
    const published = await ann().put(address, { visibility: 'public', startsAt: inHours(1), endsAt: inHours(5) });
    expect(published).toMatchObject({
      status: 200,
      body: { playable: false, publication: { visibility: 'public', startsAt: inHours(1), endsAt: inHours(5) } },
    });
    expect(test.outbox.of(videoPublished).at(-1)).toMatchObject({
      visibility: 'public',
      startsAt: inHours(1),
      version: 2,
    });
    test.clock.advance({ minutes: 5 });
    expect((await ann().put(address, { visibility: 'unlisted' })).body).toMatchObject({
      publication: { visibility: 'unlisted' },
    });
    test.clock.advance({ minutes: 5 });
    expect((await ann().delete(address)).body).toMatchObject({ publication: null, version: 4 });
    const { rows } = await test.db.reader.raw(
      'select visibility, actor, ended_by, valid_to - valid_from = interval $$5 minutes$$ as lasted from videos.publications where video_id = ? order by valid_from',
      [draft.video.id],
    );
    const by = { actor: draft.owner.accountId, ended_by: draft.owner.accountId, lasted: true };
    expect(rows).toEqual([
      { visibility: 'public', ...by },
      { visibility: 'unlisted', ...by },
    ]);
  });

  it('asked for twice is one publication', async () => {
    const { video } = await test.draft();
    const address = `/videos/${video.publicId}/publication`;
    await ann().put(address, { visibility: 'public' });
    expect((await ann().put(address, { visibility: 'public' })).body.version).toBe(2);
    await ann().delete(address);
    expect((await ann().delete(address)).body.version).toBe(3);
  });

  it('refuses an end that is past, before its start, or no instant', async () => {
    const { video } = await test.draft();
    const address = `/videos/${video.publicId}/publication`;
    const codeOf = async (body: object) => (await ann().put(address, { visibility: 'public', ...body })).body.code;
    expect(await codeOf({ endsAt: inHours(-1) })).toBe('publication_over');
    expect(await codeOf({ startsAt: inHours(5), endsAt: inHours(4) })).toBe('invalid_input');
    for (const startsAt of ['tomorrow', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:00', '2026-05-01T12:00:00']) {
      expect(await codeOf({ startsAt })).toBe('invalid_input');
    }
    expect(await codeOf({ visibility: 'secret' })).toBe('invalid_input');
  });

  it('keeps its date when only its end changes, and gets a new one with a new visibility', async () => {
    const draft = await test.draft();
    const publish = (body: object) =>
      ann().put(`/videos/${draft.video.publicId}/publication`, { visibility: 'public', ...body });
    await publish({});
    const { publication: first } = await viewOf(draft);
    test.clock.advance({ hours: 1 });
    await publish({ endsAt: inHours(9) });
    expect((await viewOf(draft)).publication?.publishedAt).toBe(first?.publishedAt);
    await publish({ visibility: 'private' });
    expect((await viewOf(draft)).publication?.publishedAt).toBe(test.clock.now().toISOString());
  });
});

describe('the trash', () => {
  it('takes a video and gives it back with its publication', async () => {
    const draft = await test.draft();
    const address = `/videos/${draft.video.publicId}`;
    await ann().put(`${address}/publication`, { visibility: 'public' });
    const trashed = await ann().delete<VideoTeamView>(address);
    expect(Date.parse(trashed.body.purgeAt ?? '') - Date.parse(trashed.body.trashedAt ?? '')).toBe(30 * 86_400_000);
    expect((await ann().patch(address, { title: 'X' })).body.code).toBe('video_trashed');
    expect((await ann().put(`${address}/publication`, { visibility: 'public' })).body.code).toBe('video_trashed');
    expect((await ann().delete<VideoTeamView>(address)).body.version).toBe(trashed.body.version);
    const library = await ann().get<{ items: unknown[] }>(`/channels/${draft.channel.handle}/videos`);
    expect(library.body.items).toEqual([]);
    const restored = await ann().post<VideoTeamView>(`${address}/restore`);
    expect(restored.body).toMatchObject({ trashedAt: null, purgeAt: null, publication: { visibility: 'public' } });
  });

  it('is emptied after 30 days, once, and says so', async () => {
    const [kept, gone] = [await test.draft(), await test.draft()];
    await test.videos.trashVideo(gone.by);
    test.clock.advance({ days: 29 });
    await test.videos.trashVideo(kept.by);
    await test.videos.purgeTrash();
    expect(await test.videos.findByPublicId(gone.video.publicId)).not.toBeNull();
    test.clock.advance({ days: 1, minutes: 1 });
    const counts = await Promise.all([test.videos.purgeTrash(), test.videos.purgeTrash()]);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);
    expect(test.outbox.of(videoPurged).filter(({ videoId }) => videoId === gone.video.id)).toHaveLength(1);
    expect(await test.videos.findByPublicId(gone.video.publicId)).toBeNull();
    expect(await test.videos.findByPublicId(kept.video.publicId)).not.toBeNull();
    await sourceOf(gone).ready(); // news of what is gone changes nothing
    expect((await ann().post(`/videos/${gone.video.publicId}/restore`)).status).toBe(404);
  });
});

describe('events', () => {
  it('every event carries the whole state and a version that only grows', async () => {
    const draft = await test.draft('Told');
    const source = sourceOf(draft);
    for (const step of [source.completed, source.playable, source.ready]) await step();
    const told = test.outbox.of(videoUpdated).filter(({ videoId }) => videoId === draft.video.id);
    expect(told.map(({ version }) => version)).toEqual([2, 3, 4]);
    expect(told.at(-1)).toMatchObject({ title: 'Told', status: 'ready', durationMs: 36_000, trashed: false });
  });
});
