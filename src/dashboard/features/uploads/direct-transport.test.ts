import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MultipartUploadView } from '../../../modules/uploads/contract';
import { startDirectTransfer } from './direct-transport';
import { chooseWay } from './start-transfer';
import type { Transfer, TransferRequest } from './upload-queue';
import type { TransferProblem } from './upload-state';

const url = '/api/v1/videos/vid_a/multipart/upl_a';
const outage: TransferProblem = { code: 'unreachable', status: 0, detail: null, retryable: true };
const gone: TransferProblem = { code: 'upload_gone', status: 410, detail: null, retryable: false };

interface Put {
  number: number;
  bytes: Blob;
  progress(bytes: number): void;
  arrive(): void;
  fail(problem: TransferProblem): void;
  signal: AbortSignal;
}

let puts: Put[];
let signed: number[];
let upload: MultipartUploadView;
let told: { sent: number[]; urls: (string | null)[]; problems: TransferProblem[]; done: number };
let calls: string[];
let refusal: TransferProblem | null;

beforeEach(() => {
  jest.useFakeTimers();
  [puts, signed, calls, refusal] = [[], [], [], null];
  told = { sent: [], urls: [], problems: [], done: 0 };
  upload = {
    uploadId: 'upl_a',
    videoId: 'vid_a',
    url,
    filename: 'film.mp4',
    sizeBytes: 45,
    completed: false,
    partSizeBytes: 10,
    partCount: 5,
    receivedParts: [],
    receivedBytes: 0,
    expiresAt: '2026-05-01T12:00:00Z',
  };
});
afterEach(() => {
  jest.useRealTimers();
});

const settle = () => jest.advanceTimersByTimeAsync(0);

function request(changes: Partial<TransferRequest> = {}): TransferRequest {
  return {
    file: new File([new Uint8Array(45)], 'film.mp4'),
    handle: 'ann',
    videoId: 'vid_a',
    uploadUrl: null,
    onUrl: (address) => void told.urls.push(address),
    onProgress: (bytes) => void told.sent.push(bytes),
    onSent: () => {
      told.done += 1;
    },
    onProblem: (problem) => void told.problems.push(problem),
    ...changes,
  };
}

const refuseIfTold = (): void => {
  if (refusal) throw refusal;
};

function start(changes: Partial<TransferRequest> = {}): Transfer {
  const problemOf = (error: unknown) => error as TransferProblem;
  const api = {
    begin: async () => {
      refuseIfTold();
      calls.push('begin');
      return upload;
    },
    inspect: async (address: string) => {
      refuseIfTold();
      calls.push(`inspect ${address}`);
      return upload;
    },
    sign: async (_: string, number: number) => {
      refuseIfTold();
      signed.push(number);
      return { number, sizeBytes: number < 5 ? 10 : 5, url: `bucket/${number}`, expiresAt: '' };
    },
    complete: async () => void calls.push('complete'),
    terminate: async () => void calls.push('terminate'),
    put: (address: string, bytes: Blob, progress: (bytes: number) => void, signal: AbortSignal) =>
      new Promise<void>((arrive, fail) => {
        const number = Number(address.split('/')[1]);
        puts.push({ number, bytes, progress, arrive, fail, signal });
        signal.addEventListener('abort', () => fail(signal.reason));
      }),
  };
  return startDirectTransfer({ api, problemOf }, request(changes));
}

const putOf = (number: number): Put => {
  const found = puts.filter((put) => put.number === number).at(-1);
  if (!found) throw new Error(`Part ${number} was never sent`);
  return found;
};

async function arrive(...numbers: number[]): Promise<void> {
  for (const number of numbers) putOf(number).arrive();
  await settle();
}

describe('a file sent straight to the bucket', () => {
  it('goes three parts at a time, each cut where it belongs, and is completed once all have arrived', async () => {
    start();
    await settle();
    expect(puts.map(({ number }) => number)).toEqual([1, 2, 3]);
    await arrive(2);
    expect(puts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    await arrive(1, 3);
    expect(putOf(5).bytes.size).toBe(5);
    expect(calls).toEqual(['begin']);
    await arrive(4, 5);
    expect(calls).toEqual(['begin', 'complete']);
    expect(told).toMatchObject({ urls: [url], done: 1, problems: [] });
    expect(told.sent.at(-1)).toBe(45);
  });

  it('counts what has arrived and what is on its way, and takes back what was lost', async () => {
    start();
    await settle();
    putOf(1).progress(6);
    putOf(2).progress(3);
    expect(told.sent.at(-1)).toBe(9);
    putOf(1).fail(outage);
    await arrive(2);
    expect(told.sent.at(-1)).toBe(10);
  });

  it('leaves out what arrived before a reload', async () => {
    upload = { ...upload, receivedParts: [1, 3, 4], receivedBytes: 30 };
    start({ uploadUrl: url });
    await settle();
    expect(calls).toEqual([`inspect ${url}`]);
    expect(told.sent[0]).toBe(30);
    expect(puts.map(({ number }) => number)).toEqual([2, 5]);
    await arrive(2, 5);
    expect(told.done).toBe(1);
  });

  it('is done when the server made the film of it before a reload', async () => {
    upload = { ...upload, completed: true, receivedParts: [1, 2, 3, 4, 5], receivedBytes: 45 };
    start({ uploadUrl: url });
    await settle();
    expect([told.done, puts, calls]).toEqual([1, [], [`inspect ${url}`]]);
  });

  it('sends a lost part again after a second, to a new address, while the others go on', async () => {
    start();
    await settle();
    putOf(1).fail(outage);
    await arrive(2);
    await jest.advanceTimersByTimeAsync(999);
    expect(signed).toEqual([1, 2, 3, 4]);
    await jest.advanceTimersByTimeAsync(1);
    expect(signed).toEqual([1, 2, 3, 4, 1]);
    await arrive(1, 3, 4);
    await arrive(5);
    expect(told).toMatchObject({ done: 1, problems: [] });
  });

  it('tells the queue after three failures of one part, and stops the other lanes', async () => {
    start();
    await settle();
    for (const delay of [1_000, 2_000, 0]) {
      putOf(2).fail(outage);
      await jest.advanceTimersByTimeAsync(delay);
    }
    expect(told.problems).toEqual([outage]);
    expect(putOf(1).signal.aborted).toBe(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signed).toHaveLength(5);
  });

  it('stops at once when the sender may not any more', async () => {
    start();
    await settle();
    refusal = { code: 'not_found', status: 404, detail: null, retryable: false };
    await arrive(1);
    expect(told.problems).toEqual([refusal]);
    expect(putOf(2).signal.aborted).toBe(true);
  });

  it('begins anew after an upload the server gave up', async () => {
    refusal = gone;
    start({ uploadUrl: url });
    await settle();
    expect(told).toMatchObject({ problems: [gone], urls: [null] });
  });

  it('says nothing more once it is stopped, and keeps what has arrived', async () => {
    const transfer = start();
    await settle();
    await transfer.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(putOf(1).signal.aborted).toBe(true);
    expect(told).toMatchObject({ problems: [], done: 0 });
    expect(calls).toEqual(['begin']);
  });

  it('is taken back from the bucket when terminated, even while it only begins', async () => {
    const transfer = start();
    await transfer.terminate();
    expect(calls).toEqual(['begin', 'terminate']);
    expect(puts).toEqual([]);
  });
});

describe('the way a file goes', () => {
  let taken: { way: string; request: TransferRequest }[];
  let offered: Promise<boolean>;

  beforeEach(() => {
    taken = [];
    offered = Promise.resolve(true);
  });

  const via = (way: string) => (asked: TransferRequest) => {
    taken.push({ way, request: asked });
    return { stop: async () => void calls.push(`stop ${way}`), terminate: async () => undefined };
  };
  const choose = () =>
    chooseWay({
      directOffered: () => offered,
      direct: via('direct'),
      tus: via('tus'),
      problemOf: (error) => error as TransferProblem,
    });

  it.each([
    [true, 'direct'],
    [false, 'tus'],
  ])('with a bucket offered: %s, a new file goes %s', async (isOffered, way) => {
    offered = Promise.resolve(isOffered);
    choose()(request());
    await settle();
    expect(taken.map((one) => one.way)).toEqual([way]);
  });

  it.each([
    [url, 'direct'],
    ['/api/v1/uploads/upl_b', 'tus'],
  ])('what was begun at %s goes on %s', (uploadUrl, way) => {
    choose()(request({ uploadUrl }));
    expect(taken.map((one) => one.way)).toEqual([way]);
  });

  it('is tus, for this file and the next, when not one byte reaches the bucket', async () => {
    const startOne = choose();
    const transfer = startOne(request());
    await settle();
    taken[0]?.request.onProblem({ ...outage, code: 'bucket_unreachable' });
    startOne(request());
    await settle();
    expect(taken.map((one) => one.way)).toEqual(['direct', 'tus', 'tus']);
    expect(told).toMatchObject({ problems: [], urls: [null] });
    await transfer.stop();
    expect(calls).toEqual(['stop tus']);
  });

  it('stays when some bytes reached the bucket: then it is an outage', async () => {
    choose()(request());
    await settle();
    taken[0]?.request.onProgress(10);
    taken[0]?.request.onProblem({ ...outage, code: 'bucket_unreachable' });
    expect(taken).toHaveLength(1);
    expect(told.problems).toHaveLength(1);
  });

  it('is asked again later when the server does not answer', async () => {
    offered = Promise.reject(outage);
    choose()(request());
    await settle();
    expect([taken, told.problems]).toEqual([[], [outage]]);
  });

  it('is not taken at all by a transfer stopped before it was known', async () => {
    const transfer = choose()(request());
    await transfer.stop();
    expect(taken).toEqual([]);
  });
});
