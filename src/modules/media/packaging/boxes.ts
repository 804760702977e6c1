/** One box of an ISO base media file; offsets count from the start of the buffer it lies in. */
export interface Box {
  type: string;
  start: number;
  /** First byte after size and type. */
  body: number;
  end: number;
}

const headerBytes = 8;

/** @throws RangeError when a box claims to be longer than what holds it. */
export function boxesIn(buffer: Buffer, from = 0, to = buffer.length): Box[] {
  const found: Box[] = [];
  for (let start = from; start < to; ) {
    const box = boxAt(buffer, start, to);
    found.push(box);
    start = box.end;
  }
  return found;
}

function boxAt(buffer: Buffer, start: number, to: number): Box {
  if (to - start < headerBytes) throw new RangeError('A box is cut short');
  const size = buffer.readUInt32BE(start);
  const end = size === 0 ? to : start + size;
  if (size === 1 || (size !== 0 && size < headerBytes) || end > to)
    throw new RangeError('A box has an impossible size');
  return { type: buffer.toString('latin1', start + 4, start + 8), start, body: start + headerBytes, end };
}

/** Follows a path of plain container boxes, the first match at each step: `findBox(moov, ['trak', 'mdia'])`. */
export function findBox(buffer: Buffer, path: readonly string[], within?: Pick<Box, 'body' | 'end'>): Box | null {
  let range = within ?? { body: 0, end: buffer.length };
  let found: Box | null = null;
  for (const type of path) {
    found = boxesIn(buffer, range.body, range.end).find((box) => box.type === type) ?? null;
    if (!found) return null;
    range = found;
  }
  return found;
}

export function makeBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  const size = parts.reduce((sum, part) => sum + part.length, headerBytes);
  header.writeUInt32BE(size, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts], size);
}

/** Version and flags in front of a full box's fields. */
export function fullBoxHeader(version: number, flags: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(version * 0x1000000 + flags, 0);
  return header;
}
