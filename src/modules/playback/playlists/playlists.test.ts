import { aRendition as anyRendition, aSet as anySet } from '../../../../test/support/factories/playback';
import type { MediaRendition, MediaSegment, PlaybackSet } from '../../media';
import { renderMaster } from './master';
import { playlistPath, renderMedia } from './rendition';

const generationId = '0198a000-0000-7000-8000-000000000001';

function aRendition(overrides: Partial<MediaRendition> = {}): MediaRendition {
  return anyRendition(generationId, { frameRate: 30_000 / 1001, ...overrides });
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
    segments: [0, 1, 2].map((number) => ({ ...aSegment(number, 288_000), bytes: 96_000 })),
    expectedBitsPerSecond: 130_000,
    ...overrides,
  });
}

function aSet(...renditions: MediaRendition[]): PlaybackSet {
  return anySet(generationId, ...renditions);
}

describe('the playlist of a rendition', () => {
  test('its durations add up to the film, however many segments it has', () => {
    const whole = aRendition({
      timescale: 30_000,
      segments: Array.from({ length: 5_000 }, (_, i) => aSegment(i, 180_181)),
    });
    const listed = durationsIn(linesOf(renderMedia(whole, 'index'))).reduce((sum, seconds) => sum + seconds, 0);
    expect(listed).toBeCloseTo((5_000 * 180_181) / 30_000, 5);
  });

  test('is VOD for who comes when all is there, and stays EVENT for who saw it grow', () => {
    const whole = aRendition();
    const type = (list: string) => /#EXT-X-PLAYLIST-TYPE:(\w+)/.exec(list)?.[1];
    expect([playlistPath(whole), type(renderMedia(whole, 'index'))]).toEqual([
      `${generationId}/360p/index.m3u8`,
      'VOD',
    ]);
    const growing = { ...whole, complete: false };
    expect(playlistPath(growing)).toBe(`${generationId}/360p/growing.m3u8`);
    expect([growing, whole].map((each) => type(renderMedia(each, 'growing')))).toEqual(['EVENT', 'EVENT']);
    expect(type(renderMedia(growing, 'index'))).toBe('EVENT');
    expect(linesOf(renderMedia(whole, 'growing')).at(-1)).toBe('#EXT-X-ENDLIST');
  });

  test('is closed for a viewer who may no longer watch', () => {
    const list = linesOf(renderMedia(aRendition({ complete: false }), 'growing', { ended: true }));
    expect(list).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(list.at(-1)).toBe('#EXT-X-ENDLIST');
  });

  test('a list that still grows tells players to begin at its beginning', () => {
    expect(renderMedia(aRendition({ complete: false }), 'growing')).toContain('#EXT-X-START:TIME-OFFSET=0');
  });

  test('of single pictures names each one in its file', () => {
    const segment = { ...aSegment(0, 270_000), file: 'f1/i0.mp4', pictureBytes: [900, 800, 700] };
    const stills = aRendition({ name: 'iframes', kind: 'iframes', segments: [segment] });
    expect(renderMedia(stills, 'index')).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:6',
        '#EXT-X-TARGETDURATION:6',
        '#EXT-X-MEDIA-SEQUENCE:0',
        '#EXT-X-PLAYLIST-TYPE:VOD',
        '#EXT-X-I-FRAMES-ONLY',
        '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
        '#EXT-X-MAP:URI="f1/init.mp4"',
        ...['#EXTINF:1.000000,', '#EXT-X-BYTERANGE:900@0', 'f1/i0.mp4'],
        ...['#EXTINF:1.000000,', '#EXT-X-BYTERANGE:800@900', 'f1/i0.mp4'],
        ...['#EXTINF:1.000000,', '#EXT-X-BYTERANGE:700@1700', 'f1/i0.mp4'],
        '#EXT-X-ENDLIST',
        '',
      ].join('\n'),
    );
  });
});

describe('the master playlist', () => {
  test('offers each quality with the sound and the pictures for winding beside it, at measured rates', () => {
    const stills = aRendition({ name: 'iframes', kind: 'iframes', frameRate: null });
    expect(renderMaster(aSet(aRendition(), audio({ channels: 2 }), stills))).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:6',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="${generationId}/audio/index.m3u8"`,
        '#EXT-X-STREAM-INF:BANDWIDTH=794667,AVERAGE-BANDWIDTH=794667,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio",CLOSED-CAPTIONS=NONE',
        `${generationId}/360p/index.m3u8`,
        `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=666667,AVERAGE-BANDWIDTH=666667,CODECS="avc1.64001f",RESOLUTION=640x360,URI="${generationId}/iframes/index.m3u8"`,
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
        aRendition({ name: '1080p', expectedBitsPerSecond: 8_000_000, complete: false }),
        aRendition({ name: '360p', expectedBitsPerSecond: 900_000, complete: false }),
        aRendition({ name: '480p', expectedBitsPerSecond: 1_800_000, complete: false }),
      ),
    );
    expect(addressesIn(linesOf(master)).map((address) => address.split('/')[1])).toEqual(['480p', '360p', '1080p']);
  });

  test('what still grows is announced at what is expected of it until more is measured', () => {
    const growing = (expectedBitsPerSecond: number) =>
      renderMaster(aSet(aRendition({ expectedBitsPerSecond, complete: false })));
    expect(growing(900_000)).toContain(':BANDWIDTH=900000,AVERAGE-BANDWIDTH=666667,');
    expect(growing(600_000)).toContain(':BANDWIDTH=666667,AVERAGE-BANDWIDTH=666667,');
  });

  test('a short last segment does not make the peak', () => {
    const segments = [aSegment(0, 540_000), { ...aSegment(1, 9_000), bytes: 100_000 }];
    expect(renderMaster(aSet(aRendition({ segments })))).toContain('BANDWIDTH=786886,');
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
