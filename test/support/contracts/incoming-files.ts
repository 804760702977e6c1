import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { sourceKeyOf } from '../../../src/modules/uploads/bucket-upload';
import type { Hold, IncomingFiles } from '../../../src/modules/uploads/incoming-files';
import type { Upload } from '../../../src/modules/uploads/store';
import type { Storage } from '../../../src/platform/storage';

export interface OpenedIncoming {
  /** The same files as another process sees them. */
  another(): IncomingFiles;
  storage: Storage;
  /** An upload of this many bytes, and the right to write it under a fence newer than any before. */
  upload(sizeBytes: number): Promise<Upload>;
  hold(upload: Upload): Promise<Hold>;
  /** Everything kept of it, wherever it lies. */
  traces(upload: Upload): Promise<string[]>;
  close(): Promise<void>;
}

const mebibyte = 1024 ** 2;

/** What every place for unfinished files promises, on a disk or in a bucket. */
export function incomingFilesContract(open: () => Promise<OpenedIncoming>): void {
  let place: OpenedIncoming;

  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  /** One request's bytes, in chunks as a socket brings them; returns how many were kept. */
  async function write(upload: Upload, film: Buffer, from: number, to: number): Promise<number> {
    const writer = await place.another().open(upload, from, await place.hold(upload));
    let progress: () => void = () => undefined;
    writer.listen({ onProgress: () => progress(), onBroken: () => progress() });
    for (let at = from; at < to; at += 65_536) {
      while (writer.queuedBytes > writer.pauseAboveBytes) {
        await new Promise<void>((resolve) => {
          progress = resolve;
        });
      }
      writer.push(film.subarray(at, Math.min(at + 65_536, to)));
    }
    const written = await writer.end();
    await writer.close();
    return written;
  }

  async function settled(upload: Upload): Promise<Buffer> {
    const { fence } = await place.hold(upload);
    await place.another().settle(upload, fence, sourceKeyOf(upload));
    return buffer(await place.storage.read(sourceKeyOf(upload)));
  }

  it('has nothing before the first byte', async () => {
    const upload = await place.upload(1_000);
    expect((await place.another().durableLength(upload)) ?? 0).toBe(0);
    expect(await place.traces(upload)).toEqual([]);
  });

  it.each([1, 70_000, 5 * mebibyte, 13 * mebibyte + 7])('keeps %d bytes sent at once', async (size) => {
    const [upload, film] = [await place.upload(size), randomBytes(size)];
    expect(await write(upload, film, 0, size)).toBe(size);
    expect(await place.another().length(upload)).toBe(size);
    expect((await settled(upload)).equals(film)).toBe(true);
  });

  it('goes on in another process from exactly what it says it has, wherever the bytes were cut', async () => {
    const size = 12 * mebibyte + 3;
    const [upload, film] = [await place.upload(size), randomBytes(size)];
    const cuts = [1, 2, 100_000, 5 * mebibyte - 1, 5 * mebibyte, 11 * mebibyte, size - 1, size];
    let at = 0;
    for (const cut of cuts) {
      expect(await write(upload, film, at, cut)).toBe(cut - at);
      at = cut;
      expect(await place.another().durableLength(upload)).toBe(at);
    }
    expect((await settled(upload)).equals(film)).toBe(true);
  });

  it('keeps what it has when a request brings nothing', async () => {
    const [upload, film] = [await place.upload(500), randomBytes(500)];
    await write(upload, film, 0, 300);
    expect(await write(upload, film, 300, 300)).toBe(0);
    expect(await place.another().durableLength(upload)).toBe(300);
    await write(upload, film, 300, 500);
    expect((await settled(upload)).equals(film)).toBe(true);
  });

  it('is no film before every byte is there, and the same film however often it is settled', async () => {
    const [upload, film] = [await place.upload(500), randomBytes(500)];
    await write(upload, film, 0, 499);
    await expect(settled(upload)).rejects.toMatchObject({ code: 'upload_interrupted' });
    expect(await place.storage.stat(sourceKeyOf(upload))).toBeNull();
    await write(upload, film, 499, 500);
    expect((await settled(upload)).equals(film)).toBe(true);
    expect((await settled(upload)).equals(film)).toBe(true);
  });

  it('writes nothing once the right to it is lost', async () => {
    const [upload, film] = [await place.upload(1_000), randomBytes(1_000)];
    await write(upload, film, 0, 400);
    const hold = await place.hold(upload);
    const writer = await place.another().open(upload, 400, { ...hold, mayWrite: () => false });
    writer.listen({ onProgress: () => undefined, onBroken: () => undefined });
    writer.push(film.subarray(400));
    await expect(writer.end()).rejects.toThrow();
    await writer.close();
    expect(await place.another().durableLength(upload)).toBe(400);
  });

  it('forgets what was dropped, and keeps what was there before', async () => {
    const [upload, film] = [await place.upload(1_000), randomBytes(1_000)];
    await write(upload, film, 0, 400);
    const writer = await place.another().open(upload, 400, await place.hold(upload));
    writer.drop();
    expect(await writer.end()).toBe(0);
    await writer.close();
    expect(await place.another().durableLength(upload)).toBe(400);
  });

  it('leaves no trace when removed, however far it had come', async () => {
    const size = 7 * mebibyte;
    for (const reached of [10, 6 * mebibyte]) {
      const [upload, film] = [await place.upload(size), randomBytes(size)];
      await write(upload, film, 0, reached);
      expect(await place.traces(upload)).not.toEqual([]);
      await place.another().remove(upload);
      await place.another().remove(upload);
      expect(await place.traces(upload)).toEqual([]);
    }
  });
}
