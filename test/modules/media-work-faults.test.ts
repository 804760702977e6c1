import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { retireGenerations } from '../../src/modules/media/jobs/retire-generations';
import { systemClock } from '../../src/platform/clock';
import { bFrames30, makeClip, mpeg4Avi, silent } from '../support/clips';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';
import { killedTool, slowFfmpeg, withoutPauses } from '../support/killed-tool';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;

beforeEach(async () => {
  house = await createMediaHouse();
});
afterEach(() => house.close());

async function tasks(kind: string): Promise<{ state: string; attempts: number }[]> {
  const { rows } = await house.test.db.reader.raw('select state, attempts from media.tasks where kind = ?', [kind]);
  return rows;
}

async function storedPictures({ videoId }: ReceivedVideo): Promise<number> {
  const { rows } = await house.test.db.reader.raw(
    `select count(*)::int from media.segments join media.generations g on g.id = generation_id
     where video_id = ? and rendition = '180p'`,
    [videoId],
  );
  return rows[0].count;
}

describe('a tool that is killed says nothing about the film', () => {
  test('while it looks at the source', async () => {
    await house.startWorker({ media: { ffprobePath: await killedTool(house, { tool: 'ffprobe', times: 1 }) } });
    const video = await house.receive(await makeClip(silent()));
    expect(await withoutPauses(house, () => house.outcome(video))).toMatchObject({ ready: true });
    expect(await tasks('probe')).toEqual([{ state: 'done', attempts: 2 }]);
  });

  test('while it checks what was made', async () => {
    const ffprobePath = await killedTool(house, {
      tool: 'ffprobe',
      times: 1,
      how: 'kill -XCPU $$',
      when: 'count_packets',
    });
    await house.startWorker({ media: { ffprobePath } });
    const video = await house.receive(await makeClip(silent()));
    expect(await withoutPauses(house, () => house.outcome(video))).toMatchObject({ ready: true });
    expect(existsSync(`${ffprobePath}.0`)).toBe(true);
  });

  test('while it copies or encodes', async () => {
    const ffmpegPath = await killedTool(house, { tool: 'ffmpeg', times: 1, how: 'exit 137', when: 'pipe:1' });
    await house.startWorker({ media: { ffmpegPath } });
    const video = await house.receive(await makeClip(bFrames30()));
    expect(await withoutPauses(house, () => house.outcome(video))).toMatchObject({ ready: true });
    expect(existsSync(`${ffmpegPath}.0`)).toBe(true);
  });

  test.each([
    ['kill -KILL $$', 'gave_up'],
    ['kill -XCPU $$', 'took_too_long'],
  ])('but a film at which it always ends by %p fails after three tries', async (how, code) => {
    await house.startWorker({ media: { ffprobePath: await killedTool(house, { tool: 'ffprobe', times: 9, how }) } });
    const video = await house.receive(await makeClip(silent()));
    expect(await withoutPauses(house, () => house.outcome(video))).toMatchObject({ ready: false, code });
    expect(await tasks('probe')).toEqual([{ state: 'failed', attempts: 3 }]);
  });
});

test('a film that advances at every try is not given up', async () => {
  await house.startWorker({ media: { ffmpegPath: await slowFfmpeg(house, 4) } });
  const video = await house.receive(await makeClip(mpeg4Avi(24))); // one part of four segments
  const outcome = await withoutPauses(house, async () => {
    for (let kills = 0, stored = 0; kills < 3; kills++) {
      const before = stored;
      stored = await waitFor(
        'another segment',
        async () => {
          const now = await storedPictures(video);
          return now > before && toolsAtWork().length > 0 ? now : null;
        },
        { withinMs: 60_000 },
      );
      for (const pid of toolsAtWork()) process.kill(pid, 'SIGKILL');
    }
    return house.outcome(video, 60_000);
  });
  expect(outcome).toMatchObject({ ready: true });
}, 180_000);

test('a lease that a living worker lost counts as no try', async () => {
  await house.startWorker({ heartbeatMs: 200 });
  const video = await house.receive(await makeClip(mpeg4Avi(60)));
  await waitFor('the film to begin', () => house.media.playbackSet(video.videoId), { withinMs: 60_000 });
  await house.test.db.reader.raw(
    `update media.tasks set lease_until = now() - interval '1 second', fence = fence + 1
     where kind = 'chunk' and state = 'running'`,
  );
  await house.startWorker();
  expect(await house.outcome(video, 90_000)).toMatchObject({ ready: true });
  expect(await tasks('chunk')).toEqual(Array.from({ length: 3 }, () => ({ state: 'done', attempts: 1 })));
}, 120_000);

test('what a replaced source was made into stays until its worker must have noticed', async () => {
  const first = await house.receive(await makeClip(silent()));
  const retire = retireGenerations({ db: house.test.db, clock: systemClock, storage: house.storage });
  await house.receive(await makeClip(silent()), { videoId: first.videoId, channelId: first.channelId });
  await retire.run();
  const { rows } = await house.test.db.reader.raw(
    `select upload_id, retire_at > now() + interval '100 seconds' as later from media.generations
     where state = 'superseded'`,
  );
  expect(rows).toEqual([{ upload_id: first.uploadId, later: true }]);
});

test('news of a source that comes after that of its replacement changes nothing', async () => {
  await house.startWorker();
  const { video, set } = await house.becomesReady(await makeClip(silent()));
  const late = { videoId: video.videoId, channelId: video.channelId, sourceAt: new Date(Date.now() - 60_000) };
  await house.receive(Buffer.from('no film at all'), late);
  const { rows } = await house.test.db.reader.raw('select state from media.generations where video_id = ?', [
    video.videoId,
  ]);
  expect(rows).toEqual([{ state: 'ready' }]);
  expect((await house.media.playbackSet(video.videoId))?.generationId).toBe(set.generationId);
});

test('whether an upload was heard before is answered by an index', async () => {
  const { rows } = await house.test.db.reader.raw(
    `select 1 from pg_indexes where schemaname = 'media' and tablename = 'generations' and indexdef like '%(upload_id)%'`,
  );
  expect(rows).toHaveLength(1);
});

/** Process ids of the picture's encoders that read this house's objects. */
function toolsAtWork(): number[] {
  const isOurs = (pid: string): boolean => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return (
        /ffmpeg$/.test(readlinkSync(`/proc/${pid}/exe`)) &&
        command.includes(house.objects) &&
        command.includes('libx264')
      );
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter(isOurs)
    .map(Number);
}
