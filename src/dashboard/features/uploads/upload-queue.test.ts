import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type TransferRequest, UploadQueue } from './upload-queue';
import type { TransferProblem } from './upload-state';

interface Sending extends TransferRequest {
  stopped: boolean;
  terminated: boolean;
}

const outage: TransferProblem = { code: 'unreachable', status: 0, detail: null, retryable: true };
const tooLarge: TransferProblem = { code: 'quota_exceeded', status: 413, detail: 'No room left.', retryable: false };

const film = (name: string, size = 1000): File => new File([new Uint8Array(size)], name);

let sendings: Sending[];
let drafts: { title: string; key: string }[];
let held: string[];
let draftProblem: TransferProblem | null;
let queue: UploadQueue;

beforeEach(() => {
  jest.useFakeTimers();
  [sendings, drafts, held, draftProblem] = [[], [], [], null];
  let ids = 0;
  queue = new UploadQueue({
    createDraft: async (_handle, title, key) => {
      drafts.push({ title, key });
      if (draftProblem) throw draftProblem;
      return { videoId: `vid_${title}` };
    },
    problemOf: (error) => error as TransferProblem,
    start: (request) => {
      const sending: Sending = { ...request, stopped: false, terminated: false };
      sendings.push(sending);
      return {
        stop: async () => {
          sending.stopped = true;
        },
        terminate: async () => {
          sending.terminated = true;
        },
      };
    },
    terminate: async (url) => void held.push(`terminated ${url}`),
    hold: (videoId) => {
      held.push(videoId);
      return () => void held.splice(held.indexOf(videoId), 1);
    },
    now: () => Date.now(),
    newId: () => `item-${++ids}`,
    concurrency: 3,
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const settle = () => jest.advanceTimersByTimeAsync(0);
const phases = () => queue.snapshot().map(({ phase }) => phase);
const sendingOf = (videoId: string): Sending => {
  const found = sendings.filter((one) => one.videoId === videoId).at(-1);
  if (!found) throw new Error(`${videoId} was never sent`);
  return found;
};

describe('an upload queue', () => {
  it('makes a draft of every file and sends three at a time', async () => {
    queue.add(
      'ann',
      ['one.mp4', 'two.mp4', 'three.mp4', 'four.mp4'].map((name) => film(name)),
    );
    await settle();
    expect(drafts.map(({ title }) => title)).toEqual(['one', 'two', 'three', 'four']);
    expect(phases()).toEqual(['sending', 'sending', 'sending', 'queued']);
    sendingOf('vid_two').onSent();
    expect(phases()).toEqual(['sending', 'sent', 'sending', 'sending']);
  });

  it('goes on from where the server is after an outage, and forgets no file', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    sendingOf('vid_one').onUrl('/uploads/1');
    sendingOf('vid_one').onProgress(400);
    sendingOf('vid_one').onProblem(outage);
    expect(phases()).toEqual(['waiting']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(sendings).toHaveLength(2);
    expect(sendingOf('vid_one')).toMatchObject({ uploadUrl: '/uploads/1' });
  });

  it('tries for hours, at most every thirty seconds', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    for (let hour = 0; hour < 120; hour += 1) {
      sendingOf('vid_one').onProblem(outage);
      const before = sendings.length;
      await jest.advanceTimersByTimeAsync(30_000);
      expect(sendings.length).toBe(before + 1);
    }
    expect(phases()).toEqual(['sending']);
  });

  it('asks ever more seldom while nothing gets further, also when each try begins with what has arrived', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    sendingOf('vid_one').onProgress(400);
    for (const seconds of [1, 2, 4, 8]) {
      sendingOf('vid_one').onProgress(400);
      sendingOf('vid_one').onProblem(outage);
      const before = sendings.length;
      await jest.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(sendings.length).toBe(before);
      await jest.advanceTimersByTimeAsync(1);
      expect(sendings.length).toBe(before + 1);
    }
    sendingOf('vid_one').onProgress(401);
    sendingOf('vid_one').onProblem(outage);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(sendings).toHaveLength(6);
  });

  it('tries at once when the connection is back', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    sendingOf('vid_one').onProblem(outage);
    queue.retryNow();
    expect(phases()).toEqual(['sending']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sendings).toHaveLength(2);
  });

  it('lets one failure block no other, and keeps its cause', async () => {
    queue.add(
      'ann',
      ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'].map((name) => film(name)),
    );
    await settle();
    sendingOf('vid_a').onProblem(tooLarge);
    expect(phases()).toEqual(['failed', 'sending', 'sending', 'sending']);
    expect(queue.snapshot()[0]?.problem).toEqual(tooLarge);
    queue.resume('item-1');
    expect(phases()[0]).toBe('queued');
  });

  it('repeats a draft that was not answered under the same key', async () => {
    draftProblem = outage;
    queue.add('ann', [film('one.mp4')]);
    await settle();
    expect(phases()).toEqual(['waiting']);
    draftProblem = null;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(new Set(drafts.map(({ key }) => key)).size).toBe(1);
    expect(phases()).toEqual(['sending']);
  });

  it('stops sending while paused, and gives the lane to the next', async () => {
    queue.add(
      'ann',
      ['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4'].map((name) => film(name)),
    );
    await settle();
    const sending = sendingOf('vid_a');
    queue.pause('item-1');
    expect(sending).toMatchObject({ stopped: true, terminated: false });
    expect(phases()).toEqual(['paused', 'sending', 'sending', 'sending']);
    queue.resume('item-1');
    expect(phases()[0]).toBe('queued');
  });

  it('stays paused when its draft is made only afterwards', async () => {
    queue.add('ann', [film('one.mp4')]);
    queue.pause('item-1');
    await settle();
    expect(phases()).toEqual(['paused']);
    queue.resume('item-1');
    await settle();
    expect(phases()).toEqual(['sending']);
    expect(drafts).toHaveLength(1);
  });

  it('takes a cancelled file back from the server', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    const sending = sendingOf('vid_one');
    await queue.cancel('item-1');
    expect(sending.terminated).toBe(true);
    expect(queue.snapshot()).toEqual([]);
  });

  it('sends into a video that exists, and only the newest of two files for it', async () => {
    const video = { videoId: 'vid_old', title: 'Old', replaces: true };
    queue.addTo('ann', video, film('first.mp4'));
    const [first] = sendings;
    queue.addTo('ann', video, film('second.mp4'));
    expect(first?.stopped).toBe(true);
    expect(queue.snapshot()).toMatchObject([{ fileName: 'second.mp4', replaces: true, phase: 'sending' }]);
    first?.onSent();
    expect(phases()).toEqual(['sending']);
    expect(drafts).toEqual([]);
  });

  it('tells other tabs which videos it sends', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    expect(held).toEqual(['vid_one']);
    sendingOf('vid_one').onSent();
    expect(held).toEqual([]);
  });
});

describe('an upload left by an earlier visit', () => {
  const left = {
    handle: 'ann',
    videoId: 'vid_left',
    title: 'Left',
    replaces: false,
    fileName: 'left.mp4',
    totalBytes: 1000,
    sentBytes: 600,
    uploadUrl: '/uploads/9',
  };

  it('asks for its file and goes on from its offset', () => {
    queue.recall([left]);
    expect(phases()).toEqual(['needs-file']);
    expect(queue.attach('item-1', film('left.mp4', 1000))).toBe('same');
    expect(sendingOf('vid_left')).toMatchObject({ uploadUrl: '/uploads/9' });
  });

  it('refuses another file', () => {
    queue.recall([left]);
    expect(queue.attach('item-1', film('left.mp4', 999))).toBe('other-size');
    expect(queue.attach('item-1', film('right.mp4', 1000))).toBe('other-name');
    expect(sendings).toEqual([]);
    expect(phases()).toEqual(['needs-file']);
  });

  it('is not listed beside the upload that already goes on here', async () => {
    queue.add('ann', [film('one.mp4')]);
    await settle();
    queue.recall([{ ...left, videoId: 'vid_one' }]);
    expect(queue.snapshot()).toHaveLength(1);
  });

  it('is thrown away on the server when cancelled', async () => {
    queue.recall([left]);
    await queue.cancel('item-1');
    expect(held).toEqual(['terminated /uploads/9']);
  });
});
