import { attributesOf, type ParsedList, parseList } from './parsed-list';

/** What a rule finds wrong, in words; empty when it is kept. */
export type Faults = string[];

/** The rules of RFC 8216 and of Apple's authoring specification for one list of a film from its beginning. */
export const listRules: Readonly<Record<string, (list: ParsedList) => Faults>> = {
  '1: begins with EXTM3U, without a BOM': ({ text }) => [
    ...(text.startsWith('#EXTM3U\n') ? [] : ['does not begin with #EXTM3U']),
    ...(text.endsWith('\n') && !/\r|\uFEFF|\uFFFD/.test(text) ? [] : ['has a bad line ending or character']),
  ],
  '2: one target duration': (list) =>
    /^[1-9]\d*$/.test(list.values('EXT-X-TARGETDURATION').join('|')) ? [] : ['needs one EXT-X-TARGETDURATION'],
  '3: no segment is longer than the target': (list) => {
    const target = Number(list.values('EXT-X-TARGETDURATION')[0]);
    return list.segments.flatMap(({ uri, seconds }) =>
      Math.round(Number(seconds)) <= target ? [] : [`${uri} lasts ${seconds} s`],
    );
  },
  '4: the version fits the tags': (list) => {
    const [version, ...more] = list.values('EXT-X-VERSION').map(Number);
    const needed = versionNeeded(list);
    return more.length === 0 && version !== undefined && version >= needed && version <= 7
      ? []
      : [`says ${version}, needs ${needed}`];
  },
  '5: numbers begin at 0': (list) => onceBeforeSegments(list, '#EXT-X-MEDIA-SEQUENCE:0'),
  '6, 11: one timeline, one init segment': (list) => [
    ...(list.lines.some((line) => line.startsWith('#EXT-X-DISCONTINUITY')) ? ['has a discontinuity'] : []),
    ...(list.values('EXT-X-MAP').length === 1 ? [] : ['needs one EXT-X-MAP']),
    ...(list.segments.every(({ map }) => map !== null) ? [] : ['a segment comes before its EXT-X-MAP']),
  ],
  '12: says that segments stand alone, or are pictures': (list) =>
    list.has('EXT-X-INDEPENDENT-SEGMENTS') === list.has('EXT-X-I-FRAMES-ONLY') ? ['says both or neither'] : [],
  '13: carries no clock': (list) => (list.has('EXT-X-PROGRAM-DATE-TIME') ? ['has a clock that nothing else has'] : []),
  '20: is VOD and closed, or EVENT': (list) => {
    const type = list.values('EXT-X-PLAYLIST-TYPE').join('|');
    const closed = list.values('EXT-X-ENDLIST').length;
    if (type !== 'VOD' && type !== 'EVENT') return [`is of type ${type}`];
    if (closed > 1 || (type === 'VOD' && closed === 0)) return [`${type} with ${closed} EXT-X-ENDLIST`];
    return closed === 1 && list.lines.at(-1) !== '#EXT-X-ENDLIST' ? ['goes on after its end'] : [];
  },
  'lengths are exact': (list) =>
    list.segments.flatMap(({ uri, seconds }) => (/^\d+\.\d{5,}$/.test(seconds) ? [] : [`${uri} lasts "${seconds}"`])),
  'addresses are relative or all signed, and written once': (list) => [
    ...misplaced([
      ...list.segments.map(({ uri }) => uri),
      ...list.lines.filter((line) => line.startsWith('#EXT-X-MAP:')).map((line) => attributesOf(line).URI ?? ''),
    ]),
    ...duplicates(list.segments.map(({ uri, range }) => `${uri}@${range?.from ?? ''}`)),
  ],
  'pictures lie one after the other in their file': (list) => {
    if (!list.has('EXT-X-I-FRAMES-ONLY')) return list.segments.some(({ range }) => range) ? ['has a byte range'] : [];
    let [file, next] = ['', 0];
    return list.segments.flatMap(({ uri, range }) => {
      const expected = uri === file ? next : 0;
      [file, next] = [uri, (range?.from ?? 0) + (range?.bytes ?? 0)];
      return range && range.bytes > 0 && range.from === expected ? [] : [`${uri} should begin at ${expected}`];
    });
  },
};

/** What may become of a list at one address. */
export const overTimeRules: Readonly<Record<string, (earlier: ParsedList, later: ParsedList) => Faults>> = {
  '2: the target duration never changes': (earlier, later) => same(earlier, later, 'EXT-X-TARGETDURATION'),
  '5: the first number never changes': (earlier, later) => same(earlier, later, 'EXT-X-MEDIA-SEQUENCE'),
  '7: a listed segment stays as it was listed': (earlier, later) =>
    earlier.segments.flatMap((segment, i) =>
      JSON.stringify(segment) === JSON.stringify(later.segments[i]) ? [] : [`${segment.uri} changed`],
    ),
  '20: lists only grow at their end, and not once they are closed': (earlier, later) => {
    const closed = earlier.has('EXT-X-ENDLIST') || earlier.values('EXT-X-PLAYLIST-TYPE')[0] === 'VOD';
    if (closed) return earlier.text === later.text ? [] : ['a closed list changed'];
    return later.text.startsWith(earlier.text) ? [] : ['something other than its end changed'];
  },
};

/** Every fault of one list, each with its rule. */
export function checkList(text: string): Faults {
  const list = parseList(text);
  return Object.entries(listRules).flatMap(([rule, check]) => check(list).map((fault) => `${rule}: ${fault}`));
}

export function checkOverTime(earlier: string, later: string): Faults {
  const [before, after] = [parseList(earlier), parseList(later)];
  return Object.entries(overTimeRules).flatMap(([rule, check]) =>
    check(before, after).map((fault) => `${rule}: ${fault}`),
  );
}

function versionNeeded(list: ParsedList): number {
  if (list.has('EXT-X-MAP')) return list.has('EXT-X-I-FRAMES-ONLY') ? 5 : 6;
  if (list.has('EXT-X-I-FRAMES-ONLY') || list.has('EXT-X-BYTERANGE')) return 4;
  return list.segments.some(({ seconds }) => seconds.includes('.')) ? 3 : 1;
}

function onceBeforeSegments({ lines }: ParsedList, wanted: string): Faults {
  const tag = wanted.slice(0, wanted.indexOf(':') + 1);
  const at = lines.findIndex((line) => line.startsWith(tag));
  const first = lines.findIndex((line) => line.startsWith('#EXTINF'));
  const fine = lines[at] === wanted && (first < 0 || at < first);
  return fine && lines.filter((line) => line.startsWith(tag)).length === 1
    ? []
    : [`needs ${wanted} before all segments`];
}

function same(earlier: ParsedList, later: ParsedList, tag: string): Faults {
  const [before, after] = [earlier.values(tag).join('|'), later.values(tag).join('|')];
  return before === after ? [] : [`was ${before}, is ${after}`];
}

/** All below the list, or all in one bucket, signed for the same time. */
function misplaced(uris: readonly string[]): Faults {
  const signed = uris.map((uri) => {
    const { origin, searchParams } = URL.canParse(uri) ? new URL(uri) : new URL('none:');
    return searchParams.has('X-Amz-Signature') ? `${origin} ${searchParams.get('X-Amz-Date')}` : '';
  });
  if (signed[0] && signed.every((each) => each === signed[0])) return [];
  return uris.flatMap((uri) => (/^\/|:\/\/|\.\./.test(uri) ? [`${uri} is not below the list`] : []));
}

function duplicates(names: readonly string[]): Faults {
  return names.flatMap((name, i) => (names.indexOf(name) === i ? [] : [`${name} is listed twice`]));
}
