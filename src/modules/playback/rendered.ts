import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';

const compress = promisify(gzip);

/**
 * A playlist as it goes out, plain and gzipped. Bytes as `latin1` text: Node then sends head and body in one write,
 * which a list costs less than two.
 */
export interface RenderedPlaylist {
  plain: string;
  gzipped: string;
  /** As in the header; weak, since both spellings of the text share it. */
  etag: string;
}

export interface RenderedPlaylists {
  /** `key` names one profile in one state; the same key always has the same text. */
  get(key: string, render: () => string | Promise<string>): Promise<RenderedPlaylist>;
  /** For what is not worth keeping. */
  once(text: string): Promise<RenderedPlaylist>;
  peek(key: string): RenderedPlaylist | null;
}

const bytesKept = 32 * 1024 * 1024;

/** Renders and gzips each playlist once for everybody. */
export function createRenderedPlaylists(): RenderedPlaylists {
  const kept = new LRUCache<string, RenderedPlaylist>({
    maxSize: bytesKept,
    sizeCalculation: ({ plain, gzipped }) => plain.length + gzipped.length + 200,
  });
  const inFlight = new Map<string, Promise<RenderedPlaylist>>();
  const make = async (key: string, render: () => string | Promise<string>) => {
    try {
      const rendered = await finish(await render());
      kept.set(key, rendered);
      return rendered;
    } finally {
      inFlight.delete(key);
    }
  };
  return {
    get: async (key, render) => {
      const ready = kept.get(key);
      if (ready) return ready;
      const running = inFlight.get(key) ?? make(key, render);
      inFlight.set(key, running);
      return running;
    },
    once: finish,
    peek: (key) => kept.get(key) ?? null,
  };
}

async function finish(text: string): Promise<RenderedPlaylist> {
  const plain = Buffer.from(text);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const gzipped = await compress(plain);
  return { plain: plain.toString('latin1'), gzipped: gzipped.toString('latin1'), etag: `W/"${hash}"` };
}
