import { type Box, boxesIn, findBox, makeBox } from './boxes';

export interface TrackFacts {
  kind: 'video' | 'audio';
  trackId: number;
  timescale: number;
  /** RFC 6381, read from the decoder's own configuration. */
  codecs: string;
  width: number | null;
  height: number | null;
  /** Of sound. */
  channels: number | null;
  /** Bytes of the length in front of each unit of a picture; null for sound. */
  unitLengthBytes: number | null;
}

export interface InitSegment extends TrackFacts {
  bytes: Buffer;
}

/**
 * What a player needs to know of a one-track stream, and its initialisation segment without edit lists
 * (times are exact already) and without foreign metadata.
 * @throws RangeError when it is neither H.264 nor AAC.
 */
export function readInitSegment(ftyp: Buffer, moov: Buffer): InitSegment {
  const track = requireBox(moov, ['moov', 'trak']);
  const media = requireBox(moov, ['mdia'], track);
  const handler = requireBox(moov, ['hdlr'], media);
  const timescale = readTimescale(moov, requireBox(moov, ['mdhd'], media));
  const trackId = readTrackId(moov, requireBox(moov, ['tkhd'], track));
  const descriptions = requireBox(moov, ['minf', 'stbl', 'stsd'], media);
  const [entry] = boxesIn(moov, descriptions.body + 8, descriptions.end);
  if (!entry) throw new RangeError('A track lacks its description');
  const kind = moov.toString('latin1', handler.body + 8, handler.body + 12) === 'soun' ? 'audio' : 'video';
  const described = kind === 'video' ? describePicture(moov, entry) : describeSound(moov, entry);
  return { kind, trackId, timescale, ...described, bytes: Buffer.concat([ftyp, withoutExtras(moov)]) };
}

function requireBox(buffer: Buffer, path: readonly string[], within?: Box): Box {
  const box = findBox(buffer, path, within);
  if (!box) throw new RangeError(`An initialisation segment lacks ${path.join('/')}`);
  return box;
}

function readTimescale(moov: Buffer, box: Box): number {
  return moov.readUInt32BE(box.body + (moov.readUInt8(box.body) === 1 ? 20 : 12));
}

function readTrackId(moov: Buffer, box: Box): number {
  return moov.readUInt32BE(box.body + (moov.readUInt8(box.body) === 1 ? 20 : 12));
}

const visualEntryBytes = 78;
const soundEntryBytes = 28;

function describePicture(moov: Buffer, entry: Box) {
  const config = findBox(moov, ['avcC'], { body: entry.body + visualEntryBytes, end: entry.end });
  if (!config) throw new RangeError('The picture is not H.264');
  return {
    codecs: `avc1.${moov.toString('hex', config.body + 1, config.body + 4)}`,
    width: moov.readUInt16BE(entry.body + 24),
    height: moov.readUInt16BE(entry.body + 26),
    channels: null,
    unitLengthBytes: (moov.readUInt8(config.body + 4) & 3) + 1,
  };
}

function describeSound(moov: Buffer, entry: Box) {
  const config = findBox(moov, ['esds'], { body: entry.body + soundEntryBytes, end: entry.end });
  const decoder = config && readDescriptor(moov, config);
  if (!decoder) throw new RangeError('The sound is not AAC');
  return {
    codecs: `mp4a.${decoder}`,
    width: null,
    height: null,
    channels: moov.readUInt16BE(entry.body + 16),
    unitLengthBytes: null,
  };
}

// ISO 14496-1: ES (3) holds decoder configuration (4), which holds the codec's own bytes (5).
function readDescriptor(moov: Buffer, config: Box): string | null {
  const elementary = openDescriptor(moov, config.body + 4, 3);
  const decoder = elementary !== null ? openDescriptor(moov, elementary + 3, 4) : null;
  if (decoder === null) return null;
  const objectType = moov.readUInt8(decoder);
  const specific = openDescriptor(moov, decoder + 13, 5);
  if (objectType !== 0x40 || specific === null) return null;
  const first = moov.readUInt16BE(specific);
  const audioObjectType = first >> 11 === 31 ? 32 + ((first >> 5) & 0x3f) : first >> 11;
  return `40.${audioObjectType}`;
}

function openDescriptor(moov: Buffer, at: number, tag: number): number | null {
  if (moov.readUInt8(at) !== tag) return null;
  let body = at + 1;
  while (moov.readUInt8(body) & 0x80) body++;
  return body + 1;
}

const extras = ['edts', 'udta', 'meta'];

function withoutExtras(moov: Buffer): Buffer {
  const [outer] = boxesIn(moov);
  if (!outer) throw new RangeError('An initialisation segment is empty');
  const kept = boxesIn(moov, outer.body, outer.end).filter(({ type }) => !extras.includes(type));
  return makeBox(
    'moov',
    ...kept.map((box) => (box.type === 'trak' ? trackWithoutExtras(moov, box) : slice(moov, box))),
  );
}

function trackWithoutExtras(moov: Buffer, track: Box): Buffer {
  const kept = boxesIn(moov, track.body, track.end).filter(({ type }) => !extras.includes(type));
  return makeBox('trak', ...kept.map((box) => slice(moov, box)));
}

function slice(buffer: Buffer, { start, end }: Box): Buffer {
  return buffer.subarray(start, end);
}
