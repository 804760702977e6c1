import fc from 'fast-check';
import type { MediaRendition, MediaSegment, PlaybackSet } from '../media';
import { renderMaster, renderMedia } from './playlists';

const generationId = '0198a000-0000-7000-8000-000000000001';

function aRendition(overrides: Partial<MediaRendition> = {}): MediaRendition {
  const name = overrides.name ?? '360p';
  return {
    name,
    kind: 'video',
    codecs: 'avc1.64001f',
    width: 640,
    height: 360,
    frameRate: 30_000 / 1001,
    channels: null,
    timescale: 90_000,
    targetDurationSeconds: 6,
    peakBitsPerSecond: 900_000.5,
    averageBitsPerSecond: 700_000,
    path: `${generationId}/${name}`,
    initFile: 'f1/init.mp4',
    complete: true,
    segments: [0, 1, 2].map((number) => aSegment(number, 540_000)),
    ...overrides,
  };
}

function aSegment(number: number, durationTicks: number): MediaSegment {
  return { number, durationTicks, bytes: 500_000, file: `f1/s${number}.m4s`, pictureBytes: null };
}

function audio(overrides: Partial<MediaRendition> = {}): MediaRendition {
  return aRendition({
    name: 'audio',
    kind: 'audio',
    codecs: 'mp4a.40.2',
    width: null,
    height: null,
    frameRate: null,
    timescale: 48_000,
    peakBitsPerSecond: 130_000,
    averageBitsPerSecond: 128_000,
    ...overrides,
  });
}

function aSet(...renditions: MediaRendition[]): PlaybackSet {
  return { generationId, durationMs: 18_000, renditions, storyboard: null };
}

describe('the playlist of a rendition', () => {
  const growing = fc
    .record({
      timescale: fc.constantFrom(90_000, 48_000, 44_100, 24_000),
      seconds: fc.array(fc.double({ min: 0.02, max: 6.49, noNaN: true }), { maxLength: 40 }),
      complete: fc.boolean(),
    })
    .map(({ timescale, seconds, complete }) =>
      aRendition({
        timescale,
        complete,
        segments: seconds.map((length, number) => aSegment(number, Math.max(1, Math.floor(length * timescale)))),
      }),
    );

  test('keeps the rules of RFC 8216 in every state', () => {
    fc.assert(
      fc.property(growing, (rendition) => {
        const list = linesOf(renderMedia(rendition));
        expect(list[0]).toBe('#EXTM3U');
        expect(list.filter((line) => line.startsWith('#EXT-X-TARGETDURATION:'))).toEqual(['#EXT-X-TARGETDURATION:6']);
        expect(list.filter((line) => line.startsWith('#EXT-X-VERSION:'))).toEqual(['#EXT-X-VERSION:7']);
        expect(list).toContain('#EXT-X-MEDIA-SEQUENCE:0');
        expect(list).toContain(`#EXT-X-PLAYLIST-TYPE:${rendition.complete ? 'VOD' : 'EVENT'}`);
        expect(list.filter((line) => line.startsWith('#EXT-X-MAP:'))).toEqual(['#EXT-X-MAP:URI="f1/init.mp4"']);
        expect(list.at(-1) === '#EXT-X-ENDLIST').toBe(rendition.complete);
        for (const seconds of durationsIn(list)) expect(Math.round(seconds)).toBeLessThanOrEqual(6);
        expect(addressesIn(list)).toEqual(rendition.segments.map(({ file }) => file));
      }),
    );
  });

  test('its durations add up to the film, however many segments it has', () => {
    fc.assert(
      fc.property(growing, (rendition) => {
        const exact = rendition.segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
        const listed = durationsIn(linesOf(renderMedia(rendition))).reduce((sum, seconds) => sum + seconds, 0);
        expect(listed).toBeCloseTo(exact / rendition.timescale, 4);
      }),
    );
  });

  test('only grows at its end, until it is whole', () => {
    const whole = aRendition();
    const earlier = linesOf(renderMedia({ ...whole, complete: false, segments: whole.segments.slice(0, 1) }));
    const later = linesOf(renderMedia({ ...whole, complete: false }));
    expect(later.slice(0, earlier.length)).toEqual(earlier);
    expect(later).not.toContain('#EXT-X-ENDLIST');
    expect(addressesIn(linesOf(renderMedia(whole)))).toEqual(addressesIn(later));
  });

  test('is closed for a viewer who may no longer watch', () => {
    const list = linesOf(renderMedia(aRendition({ complete: false }), { ended: true }));
    expect(list).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(list.at(-1)).toBe('#EXT-X-ENDLIST');
  });

  test('a list that still grows tells players to begin at its beginning', () => {
    expect(renderMedia(aRendition({ complete: false }))).toContain('#EXT-X-START:TIME-OFFSET=0');
  });
});

describe('the master playlist', () => {
  test('offers each quality with the sound beside it, at their rates together', () => {
    expect(renderMaster(aSet(aRendition(), audio()))).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",DEFAULT=YES,AUTOSELECT=YES,URI="${generationId}/audio/index.m3u8"`,
        '#EXT-X-STREAM-INF:BANDWIDTH=1030001,AVERAGE-BANDWIDTH=828000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio"',
        `${generationId}/360p/index.m3u8`,
        '',
      ].join('\n'),
    );
  });

  test('a silent film has no audio group', () => {
    const master = renderMaster(aSet(aRendition()));
    expect(master).not.toContain('AUDIO');
    expect(master).toContain('CODECS="avc1.64001f",');
  });

  test('sound alone is a variant of its own', () => {
    const master = linesOf(renderMaster(aSet(audio())));
    expect(master).not.toContainEqual(expect.stringContaining('#EXT-X-MEDIA'));
    expect(addressesIn(master)).toEqual([`${generationId}/audio/index.m3u8`]);
  });

  test('the quality listed first is the best one an ordinary line carries', () => {
    const master = renderMaster(
      aSet(
        aRendition({ name: '1080p', peakBitsPerSecond: 8_000_000 }),
        aRendition({ name: '360p', peakBitsPerSecond: 900_000 }),
        aRendition({ name: '480p', peakBitsPerSecond: 1_800_000 }),
      ),
    );
    expect(addressesIn(linesOf(master)).map((address) => address.split('/')[1])).toEqual(['480p', '360p', '1080p']);
  });

  test('every address is relative, so that one text serves every viewer', () => {
    for (const address of addressesIn(linesOf(renderMaster(aSet(aRendition(), audio()))))) {
      expect(address).not.toMatch(/^\/|:\/\//);
    }
  });
});

function linesOf(playlist: string): string[] {
  expect(playlist.endsWith('\n')).toBe(true);
  return playlist.trimEnd().split('\n');
}

function addressesIn(list: readonly string[]): string[] {
  return list.filter((line) => line !== '' && !line.startsWith('#'));
}

function durationsIn(list: readonly string[]): number[] {
  return list.filter((line) => line.startsWith('#EXTINF:')).map((line) => Number(line.slice(8, -1)));
}
