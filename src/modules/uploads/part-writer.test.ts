import { describe, expect, it } from '@jest/globals';
import { PartWriter, type PartWriterOptions } from './part-writer';

interface Kept {
  number: number;
  body: string;
}

function open(changes: Partial<PartWriterOptions> = {}) {
  const [parts, waiting]: [Kept[], Kept[]] = [[], []];
  const finish: (() => void)[] = [];
  const writer = new PartWriter({
    partBytes: 4,
    position: 0,
    sizeBytes: 100,
    waiting: Buffer.alloc(0),
    number: 1,
    mayWrite: () => true,
    keepPart: async (number, body) => {
      parts.push({ number, body: body.toString() });
      await new Promise<void>((resolve) => finish.push(resolve));
    },
    keepWaiting: async (number, body) => void waiting.push({ number, body: body.toString() }),
    ...changes,
  });
  const send = (text: string) => {
    for (const letter of text) writer.push(Buffer.from(letter));
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const confirm = async () => {
    finish.shift()?.();
    await settle();
  };
  return { writer, parts, waiting, send, confirm };
}

describe('parts of a film on their way to the bucket', () => {
  it('go one after the other while the next one fills, and never are more than two in memory', async () => {
    const { writer, parts, send, confirm } = open();
    send('abcd');
    expect([parts.length, writer.queuedBytes]).toEqual([1, 0]);
    send('efgh');
    expect([parts.length, writer.queuedBytes]).toEqual([1, 4]);
    send('i');
    expect(writer.queuedBytes > writer.pauseAboveBytes).toBe(true);
    await confirm();
    expect(parts).toEqual([
      { number: 1, body: 'abcd' },
      { number: 2, body: 'efgh' },
    ]);
    expect(writer.queuedBytes).toBe(1);
  });

  it('begin with what an earlier request left, and leave what is too short for the next', async () => {
    const { writer, parts, waiting, send, confirm } = open({ position: 8, number: 3, waiting: Buffer.from('xy') });
    send('abcde');
    await confirm();
    expect(await writer.end()).toBe(5);
    expect([parts, waiting]).toEqual([[{ number: 3, body: 'xyab' }], [{ number: 4, body: 'cde' }]]);
  });

  it('end with a short one when the film does', async () => {
    const { writer, parts, waiting, send, confirm } = open({ sizeBytes: 6 });
    send('abcdef');
    await confirm();
    const ended = writer.end();
    await new Promise((resolve) => setImmediate(resolve));
    await confirm();
    expect([await ended, parts.at(-1), waiting]).toEqual([6, { number: 2, body: 'ef' }, []]);
  });

  it('stop with the first that fails, and count none that was not confirmed', async () => {
    const broken = new Error('the bucket is away');
    const { writer, waiting, send } = open({ keepPart: () => Promise.reject(broken) });
    let heard = 0;
    writer.listen({ onProgress: () => undefined, onBroken: () => heard++ });
    send('abcdefg');
    await expect(writer.end()).rejects.toBe(broken);
    expect([heard, waiting, writer.queuedBytes]).toEqual([1, [], 0]);
  });
});
