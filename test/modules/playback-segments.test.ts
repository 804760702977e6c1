import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaRendition, PlaybackSet } from '../../src/modules/media';
import { renderMaster } from '../../src/modules/playback/playlists/master';
import { playlistPath, renderMedia } from '../../src/modules/playback/playlists/rendition';
import { bFrames30, makeClip } from '../support/clips';
import { checkList } from '../support/conformance/list-rules';
import { beginsAt, checkTrack, type DeliveredTrack, segmentRules } from '../support/conformance/segment-rules';
import { checkSet } from '../support/conformance/set-rules';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';

let house: MediaHouse;
let set: PlaybackSet;
let tracks: DeliveredTrack[];

beforeAll(async () => {
  house = await createMediaHouse();
  await house.startWorker();
  const ready = await house.becomesReady(await makeClip(bFrames30()));
  set = ready.set;
  tracks = await Promise.all(
    set.renditions.filter(({ kind }) => kind !== 'iframes').map((rendition) => read(ready.video, rendition)),
  );
}, 180_000);
afterAll(() => house.close());

async function read({ videoId }: ReceivedVideo, rendition: MediaRendition): Promise<DeliveredTrack> {
  const file = (name: string) => readFile(join(house.objects, 'media', videoId, rendition.path, name));
  const segments = rendition.segments.map(async ({ file: name, durationTicks }) => ({
    bytes: await file(name),
    durationTicks,
  }));
  return {
    kind: rendition.kind === 'audio' ? 'audio' : 'video',
    timescale: rendition.timescale,
    init: await file(rendition.initFile),
    segments: await Promise.all(segments),
  };
}

it('what the media room made is listed by the rules', () => {
  const lists = new Map(set.renditions.map((each) => [playlistPath(each), renderMedia(each, 'index')]));
  expect([...lists.values()].flatMap(checkList)).toEqual([]);
  expect(checkSet(set, renderMaster(set), lists)).toEqual([]);
});

it('the files keep the rules, and picture and sound begin together', () => {
  expect(tracks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['video', 'audio']));
  expect(tracks.flatMap(checkTrack)).toEqual([]);
  const beginnings = tracks.map(beginsAt);
  expect(Math.max(...beginnings) - Math.min(...beginnings)).toBeLessThan(0.05);
});

describe('each rule notices when it is broken', () => {
  const pictures = () => tracks.find(({ kind }) => kind === 'video') as DeliveredTrack;
  const changed = (bytes: Buffer, change: (copy: Buffer) => void) => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };
  const second = (change: (copy: Buffer) => void): DeliveredTrack => {
    const track = pictures();
    return {
      ...track,
      segments: track.segments.map((each, i) => (i === 1 ? { ...each, bytes: changed(each.bytes, change) } : each)),
    };
  };
  const cases: [keyof typeof segmentRules, () => DeliveredTrack][] = [
    ['decode times go on without a gap', () => second((copy) => delay(copy))],
    ['decode times go on without a gap', () => ({ ...pictures(), segments: pictures().segments.toSpliced(1, 1) })],
    [
      'each segment begins with a picture that stands alone',
      () => second(firstUnits((type) => (type === 5 ? 1 : type))),
    ],
    [
      'pictures carry no other parameters than the init segment',
      () => second(firstUnits((type) => (type === 5 ? 7 : type))),
    ],
    ['nothing is edited but the priming away', () => ({ ...pictures(), init: withEdit(pictures().init) })],
    ['offsets below zero say that they may be', () => second(negativeOffset)],
  ];
  it.each(cases)('%s', (rule, broken) => {
    expect(segmentRules[rule]?.(pictures())).toEqual([]);
    expect(segmentRules[rule]?.(broken())).not.toEqual([]);
  });

  function delay(copy: Buffer): void {
    const at = copy.indexOf('tfdt');
    if (copy[at + 4] === 1) copy.writeBigUInt64BE(copy.readBigUInt64BE(at + 8) + 3_000n, at + 8);
    else copy.writeUInt32BE(copy.readUInt32BE(at + 8) + 3_000, at + 8);
  }

  /** Gives units of the first sample another type. */
  function firstUnits(change: (type: number) => number): (copy: Buffer) => void {
    return (copy) => {
      let at = copy.indexOf('mdat') + 4;
      for (let i = 0; i < 8 && at + 5 < copy.length; i++) {
        copy[at + 4] = ((copy[at + 4] ?? 0) & 0xe0) | change((copy[at + 4] ?? 0) & 31);
        at += 4 + copy.readUInt32BE(at);
      }
    };
  }

  /** An edit of two seconds, as `-output_ts_offset` would leave. */
  function withEdit(init: Buffer): Buffer {
    const edit = Buffer.alloc(28);
    edit.writeUInt32BE(28, 0);
    edit.write('elst', 4, 'latin1');
    edit.writeUInt32BE(1, 12);
    edit.writeInt32BE(180_000, 20);
    return Buffer.concat([init, edit]);
  }

  function negativeOffset(copy: Buffer): void {
    const at = copy.indexOf('trun');
    copy[at + 4] = 0;
    const flags = copy.readUInt32BE(at + 4) & 0xffffff;
    if (!(flags & 0x800)) throw new Error('these pictures are not reordered');
    const before = 12 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
    const fields = [0x100, 0x200, 0x400].filter((bit) => flags & bit).length;
    copy.writeInt32BE(-3_000, at + before + 4 * fields);
  }
});
