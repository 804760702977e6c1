import type { PublishVideoBody, VideoTeamView } from '../../src/modules/videos/contract';
import { pause } from '../../src/platform/resilience';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  test = await createTestLibrary({ poolMax: 4 });
  site = await test.serve();
});
afterAll(async () => {
  await site.close();
  await test.close();
});

type Visibility = PublishVideoBody['visibility'];

async function aVideo(visibility: Visibility | null) {
  const { video, by } = await test.draft();
  if (visibility) await test.videos.publishVideo(by, { visibility, startsAt: null, endsAt: null });
  return video;
}

/** Sends both while somebody else holds the video, so that each has looked before the other could change anything. */
async function publishAtOnce(video: { id: string; publicId: string }, ...wanted: Visibility[]) {
  const answers = await test.db.transaction(async (tx) => {
    await tx('videos.videos').where({ id: video.id }).forUpdate().first('id');
    const sent: Promise<{ status: number; body: VideoTeamView }>[] = [];
    for (const visibility of wanted) {
      const body = { visibility, startsAt: null, endsAt: null };
      sent.push(site.as('Ann').put<VideoTeamView>(`/videos/${video.publicId}/publication`, body));
      await pause(150);
    }
    return sent;
  });
  return Promise.all(answers);
}

const storedOf = async ({ publicId }: { publicId: string }) =>
  (await test.videos.teamView(publicId))?.publication?.visibility ?? null;

describe('two who publish one video at the same moment', () => {
  it.each<[before: Visibility | null, first: Visibility, second: Visibility]>([
    ['public', 'unlisted', 'public'],
    ['private', 'public', 'private'],
    ['unlisted', 'public', 'unlisted'],
    [null, 'public', 'unlisted'],
    [null, 'unlisted', 'public'],
  ])('of a %s one, as %s and as %s: the second answer is what is kept', async (before, first, second) => {
    const video = await aVideo(before);
    const answers = await publishAtOnce(video, first, second);
    expect(answers.map(({ status, body }) => [status, body.publication?.visibility])).toEqual([
      [200, first],
      [200, second],
    ]);
    expect(await storedOf(video)).toBe(second);
  });
});
