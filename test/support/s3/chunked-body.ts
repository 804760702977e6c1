import { incompleteBody, invalidRequest } from './errors';
import { hmac, isEqual, type Signed, sha256, signatureMismatch } from './signature';

const longestLine = 16 * 1024;
const longestSignedChunk = 16 * 1024 * 1024;

/** Reads lines and counted bytes from a stream of buffers. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#held.subarray(0, end).toString('latin1');
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      if (this.#held.length > longestLine) throw invalidRequest('A line of the chunked body is too long.');
      if (!(await this.#more())) throw incompleteBody('The chunked body ended in the middle of a line.');
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#held.length === 0 && !(await this.#more())) throw incompleteBody('The chunked body ended early.');
      const taken = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(taken.length);
      left -= taken.length;
      yield taken;
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}

/** The payload of an `aws-chunked` body, each chunk checked where chunks are signed; `trailers` is filled at its end. */
export async function* chunkedBody(
  source: AsyncIterable<Buffer>,
  signed: Signed,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const chain = signed.payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD') ? chunkSignatures(signed) : null;
  for (;;) {
    const [size = '', ...extensions] = (await reader.line()).split(';');
    if (!/^[0-9a-f]+$/i.test(size)) throw invalidRequest('The size of a chunk is not a number.');
    const count = Number.parseInt(size, 16);
    if (chain) {
      const claimed = extensions.find((text) => text.startsWith('chunk-signature='))?.slice(16) ?? '';
      const chunk = await whole(reader, count);
      chain.requireChunk(chunk, claimed);
      if (count > 0) yield chunk;
    } else {
      yield* reader.bytes(count);
    }
    if (count === 0) break;
    if ((await reader.line()) !== '') throw invalidRequest('A chunk is longer than its size says.');
  }
  if (signed.payload.endsWith('-TRAILER')) await readTrailers(reader, trailers);
  else await reader.line();
  const signature = trailers.get('x-amz-trailer-signature');
  trailers.delete('x-amz-trailer-signature');
  if (chain && signed.payload.endsWith('-TRAILER')) chain.requireTrailers(trailers, signature ?? '');
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const at = line.indexOf(':');
    trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
}

async function whole(reader: ByteReader, count: number): Promise<Buffer> {
  if (count > longestSignedChunk) throw invalidRequest('A signed chunk is longer than this server takes.');
  const pieces: Buffer[] = [];
  for await (const piece of reader.bytes(count)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Every signature covers the one before, so that chunks cannot be left out, added or moved. */
function chunkSignatures({ date, scope, signingKey, seed }: Signed) {
  let previous = seed;
  const require = (kind: string, content: string[], claimed: string): void => {
    const toSign = [`AWS4-HMAC-SHA256-${kind}`, date, scope, previous, ...content].join('\n');
    previous = hmac(signingKey, toSign).toString('hex');
    if (!isEqual(previous, claimed)) throw signatureMismatch();
  };
  return {
    requireChunk: (chunk: Buffer, claimed: string) => require('PAYLOAD', [sha256(''), sha256(chunk)], claimed),
    requireTrailers: (trailers: ReadonlyMap<string, string>, claimed: string) => {
      const canonical = [...trailers].map(([name, value]) => `${name}:${value}\n`).sort();
      require('TRAILER', [sha256(canonical.join(''))], claimed);
    },
  };
}
