import fc from 'fast-check';
import type { PlaybackSet } from '../../src/modules/media';
import { renderMaster } from '../../src/modules/playback/playlists/master';
import { playlistPath, renderMedia } from '../../src/modules/playback/playlists/rendition';
import { checkList, checkOverTime, listRules, overTimeRules } from '../support/conformance/list-rules';
import { parseList } from '../support/conformance/parsed-list';
import { checkSet, setRules } from '../support/conformance/set-rules';
import { generatedGrowth, generatedSet } from '../support/factories/generated-sets';
import { aRendition, aSet } from '../support/factories/playback';

const runs = { numRuns: process.env.SHOWRUNNER_LONG ? 5_000 : 200, seed: 20_261_124 };

function listsOf(set: PlaybackSet): Map<string, string> {
  return new Map(
    set.renditions.map((rendition) => [
      playlistPath(rendition),
      renderMedia(rendition, rendition.complete ? 'index' : 'growing'),
    ]),
  );
}

test('every list of every film keeps the rules', () => {
  fc.assert(
    fc.property(generatedSet, (set) => {
      expect([...listsOf(set).values()].flatMap(checkList)).toEqual([]);
    }),
    runs,
  );
});

test('a master tells the truth about its film, whatever of it is there', () => {
  fc.assert(
    fc.property(generatedSet, (set) => {
      expect(checkSet(set, renderMaster(set), listsOf(set))).toEqual([]);
    }),
    runs,
  );
});

test('at one address a list only grows, until it is closed', () => {
  fc.assert(
    fc.property(generatedGrowth, ({ earlier, later }) => {
      const faults = later.renditions.flatMap((rendition, i) => {
        const before = earlier.renditions[i];
        if (!before) return [];
        const growing = checkOverTime(renderMedia(before, 'growing'), renderMedia(rendition, 'growing'));
        const whole = before.complete
          ? checkOverTime(renderMedia(before, 'index'), renderMedia(rendition, 'index'))
          : [];
        return [...growing, ...whole];
      });
      expect(faults).toEqual([]);
    }),
    runs,
  );
});

describe('each rule notices when it is broken', () => {
  const id = '0198a000-0000-7000-8000-000000000001';
  const stills = aRendition(id, {
    name: 'iframes',
    kind: 'iframes',
    segments: [{ number: 0, durationTicks: 540_000, bytes: 600, file: 'f1/i0.mp4', pictureBytes: [100, 200, 300] }],
  });
  const list = renderMedia(aRendition(id), 'index');
  const pictures = renderMedia(stills, 'index');
  const addressOf = (file: string) => `https://bucket.test/${file}?X-Amz-Date=20260424T140000Z&X-Amz-Signature=${file}`;
  const direct = renderMedia(aRendition(id), 'index', { addressOf });
  const signedAddress = addressOf('f1/s1.m4s');
  const otherAddress = signedAddress.replace('T14', 'T15');

  it.each<[keyof typeof listRules, string]>([
    ['1: begins with EXTM3U, without a BOM', `\uFEFF${list}`],
    ['1: begins with EXTM3U, without a BOM', list.replaceAll('\n', '\r\n')],
    ['2: one target duration', list.replace('#EXT-X-TARGETDURATION:6\n', '')],
    ['2: one target duration', list.replace('TARGETDURATION:6', 'TARGETDURATION:6.5')],
    ['3: no segment is longer than the target', list.replace('#EXTINF:6.000000', '#EXTINF:6.500000')],
    ['4: the version fits the tags', list.replace('VERSION:6', 'VERSION:5')],
    ['4: the version fits the tags', pictures.replace('VERSION:6', 'VERSION:4')],
    ['5: numbers begin at 0', list.replace('SEQUENCE:0', 'SEQUENCE:1')],
    ['6, 11: one timeline, one init segment', list.replace(/(f1\/s1)/, '#EXT-X-DISCONTINUITY\n$1')],
    ['6, 11: one timeline, one init segment', list.replace(/#EXT-X-MAP.*\n/, '')],
    ['12: says that segments stand alone, or are pictures', list.replace('#EXT-X-INDEPENDENT-SEGMENTS\n', '')],
    ['13: carries no clock', list.replace('#EXTINF', '#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:00Z\n#EXTINF')],
    ['20: is VOD and closed, or EVENT', list.replace('#EXT-X-ENDLIST\n', '')],
    ['20: is VOD and closed, or EVENT', `${list}f1/s9.m4s\n`],
    ['lengths are exact', list.replace('6.000000', '6.0')],
    ['addresses are relative or all signed, and written once', list.replace('f1/s1', '/f1/s1')],
    ['addresses are relative or all signed, and written once', list.replace('f1/s1', 'f1/s0')],
    ['addresses are relative or all signed, and written once', list.replace('f1/s1.m4s', signedAddress)],
    ['addresses are relative or all signed, and written once', direct.replace(/f1\/s1.m4s\?.*/, 'f1/s1.m4s')],
    ['addresses are relative or all signed, and written once', direct.replace(signedAddress, otherAddress)],
    ['pictures lie one after the other in their file', pictures.replace('200@100', '200@101')],
    ['pictures lie one after the other in their file', list.replace('f1/s1', '#EXT-X-BYTERANGE:5@0\nf1/s1')],
  ])('%s', (rule, broken) => {
    expect([list, pictures, direct].flatMap(checkList)).toEqual([]);
    expect(listRules[rule]?.(parseList(broken))).not.toEqual([]);
  });

  const whole = aRendition(id);
  const early = renderMedia({ ...whole, complete: false, segments: whole.segments.slice(0, 2) }, 'growing');
  const late = renderMedia(whole, 'growing');

  it.each<[keyof typeof overTimeRules, string, string]>([
    ['2: the target duration never changes', early, late.replace('DURATION:6', 'DURATION:7')],
    ['5: the first number never changes', early, late.replace('SEQUENCE:0', 'SEQUENCE:1')],
    ['7: a listed segment stays as it was listed', early, late.replace('f1/s1', 'f2/s1')],
    ['7: a listed segment stays as it was listed', early, late.replace('6.000000', '5.999000')],
    ['20: lists only grow at their end, and not once they are closed', early, late.replace('EVENT', 'VOD')],
    ['20: lists only grow at their end, and not once they are closed', late, early],
    ['20: lists only grow at their end, and not once they are closed', list, `${list}#\n`],
  ])('over time: %s', (rule, before, after) => {
    expect(checkOverTime(early, late)).toEqual([]);
    expect(overTimeRules[rule]?.(parseList(before), parseList(after))).not.toEqual([]);
  });

  const sound = aRendition(id, {
    ...{ name: 'audio', kind: 'audio', codecs: 'mp4a.40.2', channels: 2, width: null, height: null, frameRate: null },
  });
  const small = aRendition(id, {
    ...{ name: '234p', width: 416, height: 234 },
    segments: whole.segments.map((segment) => ({ ...segment, bytes: 100_000 })),
  });
  const film = aSet(id, whole, small, sound, stills);
  const master = renderMaster(film);

  it.each<[keyof typeof setRules, string, PlaybackSet]>([
    ['1, 4: the master begins as it must', master.replace('#EXTM3U', '#M3U'), film],
    [
      'what is handed in is listed, and nothing else',
      master,
      aSet(id, ...film.renditions, aRendition(id, { name: 'x' })),
    ],
    ['what is handed in is listed, and nothing else', master.replaceAll('/234p/', '/360p/'), film],
    ['each variant says what it is', master.replace(',FRAME-RATE=25.000', ''), film],
    ['each variant says what it is', master.replace(',CLOSED-CAPTIONS=NONE', ''), film],
    ['the sound is offered as a group', master.replace('DEFAULT=YES', 'DEFAULT=NO'), film],
    ['the sound is offered as a group', master.replace(',AUDIO="audio"', ''), film],
    [
      'variants rise after the first',
      renderMaster(aSet(id, small, sound, stills)).replace('=800001', '=1') + master,
      film,
    ],
    ['1.26: bandwidths are measured ones', master.replace(/BANDWIDTH=\d+/, 'BANDWIDTH=2000000'), film],
    ['1.26: bandwidths are measured ones', master.replace(/BANDWIDTH=\d+/, 'BANDWIDTH=700000'), film],
    ['codecs and sizes are those of the files', master.replace('avc1.64001f', 'avc1.640028'), film],
    ['codecs and sizes are those of the files', master.replace('640x360', '640x368'), film],
    ['14: all lists have one target, and segments of all pictures end together', master, slower(film)],
    ['lists add up to what the files last', master, longer(film)],
  ])('of a whole film: %s', (rule, brokenMaster, brokenFilm) => {
    expect(checkSet(film, master, listsOf(film))).toEqual([]);
    const published = {
      set: brokenFilm,
      master: parseList(brokenMaster),
      lists: new Map(
        [...listsOf(rule.startsWith('14') ? brokenFilm : film)].map(([uri, text]) => [uri, parseList(text)]),
      ),
    };
    expect(setRules[rule]?.(published)).not.toEqual([]);
  });

  function slower(set: PlaybackSet): PlaybackSet {
    return { ...set, renditions: set.renditions.map((each, i) => (i === 0 ? { ...each, timescale: 89_000 } : each)) };
  }

  function longer(set: PlaybackSet): PlaybackSet {
    return { ...set, renditions: set.renditions.map((each) => ({ ...each, timescale: 80_000 })) };
  }
});
