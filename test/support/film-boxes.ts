/** The first box of this path (`moov/trak/…`) with its header, and where it begins. */
export function findBox(film: Buffer, path: string): { at: number; box: Buffer; parents: number[] } {
  const parents: number[] = [];
  let from = 0;
  let to = film.length;
  for (const [depth, name] of path.split('/').entries()) {
    while (film.toString('latin1', from + 4, from + 8) !== name) {
      from += film.readUInt32BE(from);
      if (from >= to) throw new Error(`no ${path}`);
    }
    to = from + film.readUInt32BE(from);
    if (depth === path.split('/').length - 1) return { at: from, box: film.subarray(from, to), parents };
    parents.push(from);
    from += 8;
  }
  throw new Error(`no ${path}`);
}

/** The film with a box replaced; its moov must come last, so that no sample moves. */
export function withBox(film: Buffer, path: string, replacement: Buffer): Buffer {
  const { at, box, parents } = findBox(film, path);
  const changed = Buffer.concat([film.subarray(0, at), replacement, film.subarray(at + box.length)]);
  for (const parent of parents) {
    changed.writeUInt32BE(film.readUInt32BE(parent) + replacement.length - box.length, parent);
  }
  return changed;
}

/** A sample table of this many entries of one tick each. */
export function timesToSamples(entries: number): Buffer {
  const box = Buffer.alloc(16 + 8 * entries);
  box.writeUInt32BE(box.length, 0);
  box.write('stts', 4, 'latin1');
  box.writeUInt32BE(entries, 12);
  for (let i = 0; i < entries; i++) {
    box.writeUInt32BE(1, 16 + 8 * i);
    box.writeUInt32BE(1, 20 + 8 * i);
  }
  return box;
}

function chunk(name: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** An AVI with one track of subtitles, which an AVI reader hands to whatever reader `words` look like. */
export function aviWithSubtitles(words: Buffer): Buffer {
  const list = (name: string, ...parts: Buffer[]) => chunk('LIST', Buffer.from(name, 'latin1'), ...parts);
  const main = Buffer.alloc(56);
  main.writeUInt32LE(40_000, 0);
  main.writeUInt32LE(1, 16);
  main.writeUInt32LE(1, 24);
  const track = Buffer.alloc(56);
  track.write('txts', 'latin1');
  track.writeUInt32LE(1, 20);
  track.writeUInt32LE(25, 24);
  track.writeUInt32LE(1, 32);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(words.length);
  const gab2 = Buffer.concat([Buffer.from('GAB2\0\x02\0\0\0\0\0\x04\0', 'latin1'), length, words]);
  const headers = list(
    'hdrl',
    chunk('avih', main),
    list('strl', chunk('strh', track), chunk('strf', Buffer.alloc(40))),
  );
  return chunk('RIFF', Buffer.from('AVI ', 'latin1'), headers, list('movi', chunk('00tx', gab2)));
}
