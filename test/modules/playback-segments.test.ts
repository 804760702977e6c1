import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaRendition, PlaybackSet } from '../../src/modules/media';
import { renderMaster } from '../../src/modules/playback/playlists/master';
import { playlistPath, renderMedia } from '../../src/modules/playback/playlists/rendition';
import { bFrames30, makeClip, mpeg4Avi } from '../support/clips';
import { checkList, checkOverTime } from '../support/conformance/list-rules';
import { checkTracks, type DeliveredTrack, filmRules, segmentRules } from '../support/conformance/segment-rules';
import { checkSet } from '../support/conformance/set-rules';
import { createMediaHouse, type MediaHouse, type ReceivedVideo } from '../support/factories/media';
import { waitFor } from '../support/wait-for';

let house: MediaHouse;
let copied: PlaybackSet;
let tracks: DeliveredTrack[];

beforeAll(async () => {
  house = await createMediaHouse();
  const worker = await house.startWorker();
  const ready = await house.becomesReady(await makeClip(bFrames30()));
  await worker.close();
  copied = ready.set;
  tracks = await tracksOf(ready.video, copied);
}, 180_000);
afterAll(() => house.close());

function tracksOf(video: ReceivedVideo, { renditions }: PlaybackSet): Promise<DeliveredTrack[]> {
  return Promise.all(renditions.filter(({ kind }) => kind !== 'iframes').map((rendition) => read(video, rendition)));
}

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

function faultsOf(set: PlaybackSet): string[] {
  const lists = new Map(
    set.renditions.map((each) => [playlistPath(each), renderMedia(each, each.complete ? 'index' : 'growing')]),
  );
  return [...[...lists.values()].flatMap(checkList), ...checkSet(set, renderMaster(set), lists)];
}

it('a film that was copied is listed by the rules, and its files keep them', () => {
  expect(faultsOf(copied)).toEqual([]);
  expect(tracks.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  expect(checkTracks(tracks)).toEqual([]);
});

it('a ladder that is encoded in chunks keeps the rules in every state in which it is served', async () => {
  await house.startWorker({ media: { ladder: [234, 360] } });
  const video = await house.receive(await makeClip({ ...mpeg4Avi(62), width: 640, height: 360 }));
  const states: PlaybackSet[] = [];
  await waitFor(
    'the whole ladder',
    async () => {
      const set = await house.media.playbackSet(video.videoId);
      if (set && JSON.stringify(set) !== JSON.stringify(states.at(-1))) states.push(set);
      return set?.renditions.length === 4 && set.renditions.every(({ complete }) => complete);
    },
    { withinMs: 150_000, everyMs: 20 },
  );
  expect(states.length).toBeGreaterThan(2);
  expect(states[0]?.renditions.some(({ complete }) => complete)).toBe(false);
  expect(states.flatMap(faultsOf)).toEqual([]);
  expect(states.flatMap((later, i) => whatChanged(states[i - 1], later))).toEqual([]);
  const whole = states.at(-1) as PlaybackSet;
  expect(whole.renditions.map(({ name }) => name)).toEqual(['360p', '234p', 'iframes', 'audio']);
  expect(checkTracks(await tracksOf(video, whole))).toEqual([]);
}, 240_000);

/** What became of lists that somebody may be reading. */
function whatChanged(earlier: PlaybackSet | undefined, { renditions }: PlaybackSet): string[] {
  return (earlier?.renditions ?? []).flatMap((before) => {
    const after = renditions.find(({ path }) => path === before.path);
    if (!after) return [`${before.path} is gone`];
    return checkOverTime(renderMedia(before, 'growing'), renderMedia(after, 'growing'));
  });
}

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
  it('picture and sound begin together', () => {
    const late = tracks.map((track) =>
      track.kind === 'video'
        ? track
        : { ...track, segments: track.segments.map((each) => later(each, track.timescale)) },
    );
    expect(filmRules['picture and sound begin together']?.(late)).not.toEqual([]);
  });

  /** By a tenth of a second. */
  function later(segment: DeliveredTrack['segments'][number], timescale: number): DeliveredTrack['segments'][number] {
    return { ...segment, bytes: changed(segment.bytes, (copy) => delay(copy, timescale / 10)) };
  }

  it.each(cases)('%s', (rule, broken) => {
    expect(segmentRules[rule]?.(pictures())).toEqual([]);
    expect(segmentRules[rule]?.(broken())).not.toEqual([]);
  });

  function delay(copy: Buffer, ticks = 3_000): void {
    const at = copy.indexOf('tfdt');
    if (copy[at + 4] === 1) copy.writeBigUInt64BE(copy.readBigUInt64BE(at + 8) + BigInt(ticks), at + 8);
    else copy.writeUInt32BE(copy.readUInt32BE(at + 8) + ticks, at + 8);
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
