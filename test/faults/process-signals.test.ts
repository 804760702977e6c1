import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bFrames30, makeClip } from '../support/clips';
import { draftVideo, openChannel, uploadTokenOf, videoState, whenSettled } from '../support/creator';
import { type Part, type Product, type ProductOptions, startProduct } from '../support/product';
import { slowSignUp } from '../support/slow-request';
import { TusClient } from '../support/tus-client';
import { waitFor } from '../support/wait-for';

const memoryMb = 600;
/** From SIGUSR2 on keeps more and more, to 95 hundredths of what the process may use. */
const leak = `const kept = [];
  const grow = () => process.memoryUsage.rss() < ${0.95 * memoryMb * 1024 ** 2} && kept.push(Buffer.alloc(2 ** 23, 1));
  process.on('SIGUSR2', () => setInterval(grow, 20));`;
const env = {
  NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(leak)}"`,
  PROCESS_MEMORY_MB: String(memoryMb),
};
const shapes: [Part, ProductOptions][] = [
  ['everything', { mode: 'embedded', env }],
  ['web', { mode: 'services', env }],
];

describe.each(shapes)('the real %s.js', (part, options) => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct(options);
  }, 180_000);
  afterAll(() => product?.stop(), 60_000);

  it('killed in the middle of an upload comes back to the exact offset, and the film ends byte for byte right', async () => {
    const { creator, handle } = await openChannel(product.url);
    const id = await draftVideo(creator, handle);
    const client = new TusClient(product.url, await uploadTokenOf(creator));
    const film = await aFilmOf(8_000_000);
    const path = await client.begin(id, film.length);
    const sending = client.openPatch(path, 0, film.length);
    const file = join(product.dataDir, 'uploads', `${path.split('/').at(-1)}.part`);
    let sent = 0;
    while (lengthOf(file) < film.length / 2) {
      const piece = film.subarray(sent, Math.min(sent + 100_000, film.length - 100_000));
      sending.write(piece);
      sent += piece.length;
      await pause(2);
    }
    await product.killAndRestart(part);
    await sending.answer.catch(() => undefined);

    const kept = lengthOf(file);
    const head = await client.head(path);
    expect([head.status, head.headers['upload-offset']]).toEqual([200, String(kept)]);
    expect(kept).toBeGreaterThanOrEqual(film.length / 2);
    expect(kept).toBeLessThan(film.length);
    expect(sha256(readFileSync(file))).toBe(sha256(film.subarray(0, kept)));
    expect((await videoState(creator, id)).status).toBe('uploading');

    const rest = await client.patch(path, kept, film.subarray(kept));
    expect([rest.status, rest.headers['upload-offset']]).toEqual([204, String(film.length)]);
    expect(storedFilms(product, film.length).map(sha256)).toEqual([sha256(film)]);
    expect(await whenSettled(creator, id)).toMatchObject({ status: 'ready', failure: null });
  }, 120_000);

  it('DEP-015: leaking leaves before memory is used up, and after its restart an upload goes on, with nothing lost', async () => {
    const { creator, handle } = await openChannel(product.url);
    const client = new TusClient(product.url, await uploadTokenOf(creator));
    const film = randomBytes(4_000_000);
    const path = await client.begin(await draftVideo(creator, handle), film.length);
    const sending = client.openPatch(path, 0, film.length);
    sending.write(film.subarray(0, film.length / 2));
    const [leaking] = product.processes(part);
    if (!leaking) throw new Error(`No ${part} is running`);
    const file = join(product.dataDir, 'uploads', `${path.split('/').at(-1)}.part`);
    await waitFor('half of the film to arrive', () => lengthOf(file) === film.length / 2, { withinMs: 30_000 });
    process.kill(leaking.pid, 'SIGUSR2');
    expect(await leaking.exited).toEqual({ code: 1, signal: null });
    expect(leaking.tail()).toContain('Leaving before memory runs out');
    await sending.answer.catch(() => undefined);

    await product.killAndRestart(part);
    expect((await client.head(path)).headers['upload-offset']).toBe(String(film.length / 2));
    await client.resume(path, film);
    expect(storedFilms(product, film.length).map(sha256)).toEqual([sha256(film)]);
  }, 120_000);

  it('asked to stop twice during a slow request answers it, and leaves with 0 within 25 seconds', async () => {
    const [process_] = product.processes(part);
    if (!process_) throw new Error(`No ${part} is running`);
    const answer = slowSignUp(Number(new URL(product.url).port), 4_000);
    await pause(1_000);
    const asked = Date.now();
    process.kill(process_.pid, 'SIGTERM');
    await pause(300);
    process.kill(process_.pid, 'SIGTERM');
    await expect(fetch(`${product.url}/livez`)).rejects.toThrow();
    expect(await answer).toBe(201);
    expect(Date.now() - asked).toBeGreaterThan(2_500); // it was not answered before the signals
    expect(await process_.exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - asked).toBeLessThan(25_000);
  }, 60_000);
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const lengthOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A film of about that size: what a player skips, a `free` box, makes up the weight. */
async function aFilmOf(bytes: number): Promise<Buffer> {
  const clip = readFileSync(await makeClip(bFrames30(4)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(bytes - clip.length);
  header.write('free', 4, 'latin1');
  return Buffer.concat([clip, header, randomBytes(bytes - clip.length - 8)]);
}

function storedFilms({ dataDir }: Product, length: number): Buffer[] {
  return readdirSync(join(dataDir, 'media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => lengthOf(file) === length)
    .map((file) => readFileSync(file));
}
