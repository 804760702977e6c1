import { mediaFailed, mediaPlayable, mediaReady } from '../../src/modules/media/events';
import { uploadCompleted, uploadStarted, uploadTerminated } from '../../src/modules/uploads/events';
import type { VideoTeamView } from '../../src/modules/videos/contract';
import { newId } from '../../src/platform/ids';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
import { progressAt, renditionProgress } from '../support/factories/videos';

let test: TestLibrary;
beforeAll(async () => {
  test = await createTestLibrary({ poolMax: 1 });
});
afterAll(() => test.close());

type Draft = Awaited<ReturnType<TestLibrary['draft']>>;

async function viewOf({ video }: Draft): Promise<VideoTeamView> {
  const view = await test.videos.teamView(video.publicId);
  if (!view) throw new Error('The video is gone');
  return view;
}

/** What uploads and media tell of one source; a later one has the higher `turn`. */
function sourceOf({ video, channel }: Draft, turn = 0) {
  const subject = { videoId: video.id, channelId: channel.id, uploadId: newId(Date.now() + turn * 1_000) };
  const file = { filename: 'film.mp4', sizeBytes: 1_000 };
  const generation = { ...subject, generationId: newId(Date.now() + turn * 1_000 + 1) };
  const failure = { code: 'not_a_film', message: 'This file is not a film.' };
  return {
    uploadId: subject.uploadId,
    started: () => test.hear(uploadStarted, { ...subject, ...file }),
    completed: () => test.hear(uploadCompleted, { ...subject, ...file, sourceKey: 'sources/x' }),
    cancelled: () => test.hear(uploadTerminated, { ...subject, reason: 'cancelled' }),
    playable: () => test.hear(mediaPlayable, { ...generation, durationMs: null }),
    ready: () => test.hear(mediaReady, { ...generation, durationMs: 36_000 }),
    failed: () => test.hear(mediaFailed, { ...generation, ...failure, stillPlayable: true }),
  };
}

const now = () => test.clock.now();
const inSeconds = (seconds: number) => new Date(now().getTime() + seconds * 1_000);
const oldRendition = { name: '360p', kind: 'video', width: 640, height: 360, state: 'working', progress: 0.9 };

async function publishAt(draft: Draft, startsAt: Date | null): Promise<void> {
  const body = { visibility: 'public', startsAt: startsAt?.toISOString() ?? null, endsAt: null } as const;
  await test.videos.publishVideo(draft.by, body);
}

async function tell({ video }: Draft, more: Parameters<typeof progressAt>[1], uploadId: string | null = null) {
  await test.videos.recordMediaProgress({ videoId: video.id, uploadId }, progressAt(now(), more));
}

describe('a video with an hour to keep', () => {
  it('is late when it will not play by then, and says when it is expected, counted from the measure', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    const startsAt = inSeconds(300);
    await publishAt(draft, startsAt);
    await source.completed();
    expect((await viewOf(draft)).late).toBeNull();
    const expectedAt = inSeconds(301).toISOString();
    await tell(draft, { playableEtaSeconds: 301 });
    expect((await viewOf(draft)).late).toEqual({ startsAt: startsAt.toISOString(), expectedAt });
    test.clock.advance({ seconds: 100 });
    expect(await viewOf(draft)).toMatchObject({ playableEtaSeconds: 201, late: { expectedAt } });
    await tell(draft, { playableEtaSeconds: 200 });
    expect(await viewOf(draft)).toMatchObject({ playableEtaSeconds: 200, late: null });
  });

  it('is late once that is past, also when nobody can tell how long it takes, until it plays', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    const startsAt = inSeconds(10);
    await publishAt(draft, startsAt);
    await source.completed();
    test.clock.advance({ seconds: 11 });
    const late = { startsAt: startsAt.toISOString(), expectedAt: null };
    expect((await viewOf(draft)).late).toEqual(late);
    await tell(draft, { playableEtaSeconds: 1 });
    test.clock.advance({ seconds: 600 });
    expect(await viewOf(draft)).toMatchObject({ late, playableEtaSeconds: null });
    await source.playable();
    expect((await viewOf(draft)).late).toBeNull();
  });

  it('is not late without a start, nor while an older film plays on', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await publishAt(draft, null);
    await source.completed();
    await tell(draft, { playableEtaSeconds: 9_000 });
    expect((await viewOf(draft)).late).toBeNull();
    await source.playable();
    await publishAt(draft, inSeconds(10));
    await sourceOf(draft, 1).completed();
    await tell(draft, { playableEtaSeconds: 9_000 });
    expect(await viewOf(draft)).toMatchObject({ late: null, playableEtaSeconds: null });
  });
});

describe('what media told', () => {
  const ready = renditionProgress({ state: 'ready' });

  it('is read from rows written before failures and instants were told', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await source.completed();
    await source.playable();
    const old = { progress: 0.4, etaSeconds: 12, renditions: [oldRendition] };
    const videos = () => test.db.reader('videos.videos').where({ id: draft.video.id });
    await videos().update({ media_progress: JSON.stringify(old), updated_at: now() });
    expect(await viewOf(draft)).toMatchObject({
      ...{ progress: 0.4, etaSeconds: 12, playableEtaSeconds: null, late: null },
      renditions: [{ ...oldRendition, failure: null }],
    });
    await videos().update({ generation_state: 'ready' });
    expect(await viewOf(draft)).toMatchObject({
      ...{ progress: 1, etaSeconds: null },
      renditions: [{ ...oldRendition, state: 'ready', progress: 1, failure: null }],
    });
  });

  it('says why a rendition failed, also once the rest is ready, and follows another try', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await source.completed();
    await source.playable();
    const failed = renditionProgress({ name: '1080p', height: 1080, state: 'failed', failure: 'It took too long.' });
    await source.ready();
    await tell(draft, { progress: 1, etaSeconds: 0, renditions: [ready, failed] });
    expect(await viewOf(draft)).toMatchObject({ progress: 1, etaSeconds: null, renditions: [ready, failed] });
    const again = { ...failed, state: 'working', progress: 0.1, failure: null } as const;
    test.clock.advance({ seconds: 5 });
    await tell(draft, { progress: 0.8, etaSeconds: 7, renditions: [ready, again] });
    expect(await viewOf(draft)).toMatchObject({
      ...{ status: 'ready', progress: 0.8, etaSeconds: 7 },
      renditions: [ready, again],
    });
  });

  it('goes on after a copy of the film is whole, while its ladder waits', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await source.completed();
    const renditions = [ready, renditionProgress({ name: '720p' })];
    await tell(draft, { progress: 0.1, renditions });
    await source.ready();
    expect(await viewOf(draft)).toMatchObject({ status: 'ready', progress: 0.1, renditions });
  });

  it('is not undone by a measure taken before, whoever tells it last', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await source.completed();
    const early = progressAt(now(), { progress: 0.5 });
    test.clock.advance({ seconds: 3 });
    await tell(draft, { progress: 0.7 });
    await test.videos.recordMediaProgress({ videoId: draft.video.id, uploadId: null }, early);
    expect((await viewOf(draft)).progress).toBe(0.7);
  });

  it('is known by id, as it was last told', async () => {
    const [told, untold] = [await test.draft(), await test.draft()];
    await tell(told, { progress: 0.4, etaSeconds: 30 });
    expect([...(await test.videos.progressOf([told.video.id, untold.video.id, newId()]))]).toEqual([
      [told.video.id, progressAt(now(), { progress: 0.4, etaSeconds: 30 })],
    ]);
  });

  it('that says once more that a film is whole wakes nobody and changes nothing', async () => {
    const draft = await test.draft();
    const whole = { progress: 1, etaSeconds: 0, renditions: [renditionProgress({ state: 'ready' })] };
    const woken: string[] = [];
    const forget = test.cache.listen(`channel:${draft.channel.id}`, (word) => woken.push(word));
    await tell(draft, whole);
    const { version } = await viewOf(draft);
    test.clock.advance({ seconds: 15 });
    await tell(draft, whole);
    expect((await viewOf(draft)).version).toBe(version);
    await tell(draft, { ...whole, progress: 0.9 });
    expect(woken).toHaveLength(2);
    forget();
  });

  it('of the film from before is not taken for that of the one in the making, but goes on when that fails', async () => {
    const draft = await test.draft();
    const [first, second] = [sourceOf(draft), sourceOf(draft, 1)];
    await first.completed();
    await tell(draft, { progress: 0.5 }, first.uploadId);
    await first.playable();
    await second.started();
    await tell(draft, { progress: 0.6 }, first.uploadId);
    expect(await viewOf(draft)).toMatchObject({ status: 'uploading', progress: 0.6 });
    await second.completed();
    await tell(draft, { progress: 0.7, etaSeconds: 5, renditions: [ready] }, first.uploadId);
    expect(await viewOf(draft)).toMatchObject({ status: 'processing', progress: 0, etaSeconds: null, renditions: [] });
    await tell(draft, { progress: 0.1 }, second.uploadId);
    await second.failed();
    await tell(draft, { progress: 0.8, renditions: [ready] }, first.uploadId);
    expect(await viewOf(draft)).toMatchObject({ status: 'ready', progress: 0.8, renditions: [ready] });
  });

  it('of a source that never played is not heard of any more once another one comes', async () => {
    const draft = await test.draft();
    const [first, second] = [sourceOf(draft), sourceOf(draft, 1)];
    await first.completed();
    await tell(draft, { progress: 0.5 }, first.uploadId);
    await second.started();
    await tell(draft, { progress: 0.6 }, first.uploadId);
    expect(await viewOf(draft)).toMatchObject({ status: 'uploading', progress: 0 });
  });

  it('about the film that plays stays through a replacement that is cancelled or comes to nothing', async () => {
    const draft = await test.draft();
    const source = sourceOf(draft);
    await source.completed();
    await tell(draft, { progress: 1, renditions: [ready] });
    await source.ready();
    const second = sourceOf(draft, 1);
    await second.started();
    expect(await viewOf(draft)).toMatchObject({ status: 'uploading', renditions: [ready] });
    await second.cancelled();
    expect(await viewOf(draft)).toMatchObject({ status: 'ready', progress: 1, renditions: [ready] });
    const third = sourceOf(draft, 2);
    await third.completed();
    expect(await viewOf(draft)).toMatchObject({ status: 'processing', playable: true, progress: 0, renditions: [] });
    await tell(draft, { progress: 0.3, renditions: [renditionProgress({ name: '720p' })] });
    await third.failed();
    expect(await viewOf(draft)).toMatchObject({
      ...{ status: 'ready', progress: 1, failure: { code: 'not_a_film' } },
      renditions: [ready],
    });
  });
});
