import type { MediaRendition, PlaybackSet } from '../../../src/modules/media';
import type { Faults } from './list-rules';
import { attributesOf, type ParsedList, parseList } from './parsed-list';

/** A film as its viewers get it: the master and every list, by its address relative to the master. */
export interface PublishedSet {
  set: PlaybackSet;
  master: ParsedList;
  lists: ReadonlyMap<string, ParsedList>;
}

interface Variant {
  uri: string;
  attributes: Record<string, string>;
}

/** The rules for a master and what it names, taken together. */
export const setRules: Readonly<Record<string, (published: PublishedSet) => Faults>> = {
  '1, 4: the master begins as it must': ({ master }) =>
    master.text.startsWith('#EXTM3U\n') && Number(master.values('EXT-X-VERSION').join('|')) >= 4 ? [] : ['does not'],
  'what is handed in is listed, and nothing else': ({ set, master, lists }) => {
    const listed = [...variantsOf(master), ...besideOf(master)].map(({ uri }) => uri);
    const missing = listed.filter((uri) => !lists.has(uri));
    const twice = listed.filter((uri, i) => listed.indexOf(uri) !== i);
    const names = new Set(listed.map((uri) => uri.split('/')[1]));
    const unlisted = set.renditions.filter(({ name }) => !names.has(name));
    return [...missing, ...twice, ...unlisted.map(({ name }) => name)];
  },
  'each variant says what it is': ({ master }) =>
    variantsOf(master).flatMap(({ uri, attributes }) => {
      const picture = ['RESOLUTION', 'FRAME-RATE'].filter((name) => !attributes[name]);
      const needed = ['BANDWIDTH', 'AVERAGE-BANDWIDTH', 'CODECS'].filter((name) => !attributes[name]);
      const missing = /avc1|hvc1/.test(attributes.CODECS ?? '') ? [...needed, ...picture] : needed;
      const captions = attributes['CLOSED-CAPTIONS'] === 'NONE' ? [] : ['CLOSED-CAPTIONS'];
      return [...missing, ...captions].map((name) => `${uri} lacks ${name}`);
    }),
  'the sound is offered as a group': ({ master }) => {
    const sounds = master.values('EXT-X-MEDIA').map((value) => attributesOf(`:${value}`));
    const groups = new Set(sounds.map((sound) => sound['GROUP-ID']));
    const names = sounds.map(({ NAME }) => NAME);
    return [
      ...variantsOf(master).flatMap(({ attributes: { AUDIO } }) =>
        AUDIO === undefined ? (sounds.length > 0 ? ['a variant without it'] : []) : groups.has(AUDIO) ? [] : [AUDIO],
      ),
      ...(sounds.length > 0 && sounds.filter(({ DEFAULT }) => DEFAULT === 'YES').length !== 1 ? ['one default'] : []),
      ...sounds.flatMap(({ AUTOSELECT, NAME, URI, LANGUAGE }) =>
        AUTOSELECT === 'YES' && NAME && URI && LANGUAGE !== '' ? [] : [`${NAME} is half described`],
      ),
      ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name} twice`),
    ];
  },
  'variants rise after the first': ({ master }) => {
    const rates = variantsOf(master).map(({ attributes }) => Number(attributes.BANDWIDTH));
    const rest = rates.slice(1);
    const first = rates[0] ?? 0;
    const sorted = [...rates].sort((a, b) => a - b);
    const carried = sorted.findLast((rate) => rate <= 2_500_000) ?? sorted[0] ?? 0;
    return [
      ...(rest.every((rate, i) => i === 0 || rate >= (rest[i - 1] ?? 0)) ? [] : ['they do not']),
      ...(first === carried ? [] : [`the first has ${first} bit/s`]),
    ];
  },
  '1.26: bandwidths are measured ones': ({ set, master }) => {
    const loudest = Math.max(0, ...ofKind(set, 'audio').map(peakOf));
    const withSound = ofKind(set, 'video').length > 0 ? loudest : 0;
    return [...variantsOf(master), ...besideOf(master)].flatMap(({ uri, attributes }) => {
      const rendition = renditionAt(set, uri);
      if (!rendition?.complete || !attributes.BANDWIDTH || set.renditions.some(({ complete }) => !complete)) return [];
      const measured = peakOf(rendition) + (rendition.kind === 'video' ? withSound : 0);
      const [said, average] = [Number(attributes.BANDWIDTH), Number(attributes['AVERAGE-BANDWIDTH'])];
      const true_ = said >= measured && said <= measured * 1.1 + 2 && average <= said;
      return true_ ? [] : [`${uri} says ${said}, measures ${measured}`];
    });
  },
  'codecs and sizes are those of the files': ({ set, master }) =>
    [...variantsOf(master), ...besideOf(master)].flatMap(({ uri, attributes }) => {
      const rendition = renditionAt(set, uri);
      if (!rendition || attributes.TYPE === 'AUDIO') return [];
      const sounds = rendition.kind === 'video' ? ofKind(set, 'audio').map(({ codecs }) => codecs) : [];
      const wanted = [...new Set([rendition.codecs, ...sounds])].sort().join(',');
      const size = rendition.width ? `${rendition.width}x${rendition.height}` : undefined;
      const right = attributes.CODECS?.split(',').sort().join(',') === wanted && attributes.RESOLUTION === size;
      return right ? [] : [`${uri}: ${attributes.CODECS} ${attributes.RESOLUTION}`];
    }),
  '14: all lists have one target, and segments of all pictures end together': ({ set, lists }) => {
    const playable = [...lists].filter(([, list]) => !list.has('EXT-X-I-FRAMES-ONLY'));
    const targets = new Set(playable.map(([, list]) => list.values('EXT-X-TARGETDURATION')[0]));
    const pictures = playable
      .filter(([uri]) => renditionAt(set, uri)?.kind === 'video')
      .map(([, list]) => endsOf(list));
    const [first = []] = [...pictures].sort((a, b) => b.length - a.length);
    const apart = pictures.some((ends) => ends.some((end, i) => Math.abs(end - (first[i] ?? end)) > 0.02));
    return [...(targets.size > 1 ? ['different targets'] : []), ...(apart ? ['segments end apart'] : [])];
  },
  'lists add up to what the files last': ({ set, lists }) =>
    [...lists].flatMap(([uri, list]) => {
      const rendition = renditionAt(set, uri);
      const ticks = rendition?.segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0) ?? 0;
      const exact = ticks / (rendition?.timescale ?? 1);
      const written = endsOf(list).at(-1) ?? 0;
      return Math.abs(written - exact) < 0.001 ? [] : [`${uri}: ${written} instead of ${exact}`];
    }),
};

/** Every fault of a film, each with its rule. */
export function checkSet(set: PlaybackSet, master: string, lists: ReadonlyMap<string, string>): Faults {
  const published = {
    set,
    master: parseList(master),
    lists: new Map([...lists].map(([uri, text]) => [uri, parseList(text)])),
  };
  return Object.entries(setRules).flatMap(([rule, check]) => check(published).map((fault) => `${rule}: ${fault}`));
}

function variantsOf({ lines }: ParsedList): Variant[] {
  return lines.flatMap((line, i) =>
    line.startsWith('#EXT-X-STREAM-INF:') ? [{ uri: lines[i + 1] ?? '', attributes: attributesOf(line) }] : [],
  );
}

function besideOf({ lines }: ParsedList): Variant[] {
  return lines
    .filter((line) => line.startsWith('#EXT-X-MEDIA:') || line.startsWith('#EXT-X-I-FRAME-STREAM-INF:'))
    .map((line) => ({ uri: attributesOf(line).URI ?? '', attributes: attributesOf(line) }));
}

function renditionAt({ renditions }: PlaybackSet, uri: string): MediaRendition | undefined {
  return renditions.find(({ path }) => uri.startsWith(`${path}/`));
}

function ofKind({ renditions }: PlaybackSet, kind: MediaRendition['kind']): MediaRendition[] {
  return renditions.filter((rendition) => rendition.kind === kind);
}

/** The peak of Apple's rule: over every run of segments that lasts half to one and a half target durations. */
function peakOf({ segments, timescale, targetDurationSeconds }: MediaRendition): number {
  const seconds = segments.map(({ durationTicks }) => durationTicks / timescale);
  const total = (from: number, to: number, values: readonly number[]) =>
    values.slice(from, to).reduce((sum, value) => sum + value, 0);
  const bits = segments.map(({ bytes }) => bytes * 8);
  const average = total(0, bits.length, bits) / Math.max(total(0, bits.length, seconds), 1e-9);
  const runs = seconds.flatMap((_, from) => [1, 2, 3].map((length) => [from, from + length] as const));
  const rates = runs.flatMap(([from, to]) => {
    const lasts = total(from, to, seconds) / targetDurationSeconds;
    return to <= bits.length && lasts >= 0.5 && lasts <= 1.5 ? [total(from, to, bits) / total(from, to, seconds)] : [];
  });
  return Math.max(average, ...rates);
}

function endsOf({ segments }: ParsedList): number[] {
  let at = 0;
  return segments.map(({ seconds }) => {
    at += Number(seconds);
    return at;
  });
}
