export interface ListedSegment {
  uri: string;
  /** As it is written. */
  seconds: string;
  range: { bytes: number; from: number } | null;
  map: string | null;
}

export interface ParsedList {
  text: string;
  lines: readonly string[];
  segments: readonly ListedSegment[];
  /** All values of one tag, without `#` and colon; a tag without a value gives an empty text. */
  values(tag: string): string[];
  has(tag: string): boolean;
}

/** A playlist as a strict reader sees it; says nothing about whether it is right. */
export function parseList(text: string): ParsedList {
  const lines = text.split('\n').filter((line) => line !== '');
  const segments: ListedSegment[] = [];
  let [seconds, map] = ['', null as string | null];
  let range: ListedSegment['range'] = null;
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) seconds = line.slice('#EXTINF:'.length).replace(/,.*$/, '');
    else if (line.startsWith('#EXT-X-MAP:')) map = attributesOf(line).URI ?? null;
    else if (line.startsWith('#EXT-X-BYTERANGE:')) range = rangeOf(line);
    else if (!line.startsWith('#')) {
      segments.push({ uri: line, seconds, range, map });
      [seconds, range] = ['', null];
    }
  }
  const values = (tag: string) =>
    lines.flatMap((line) => {
      if (line === `#${tag}`) return [''];
      return line.startsWith(`#${tag}:`) ? [line.slice(tag.length + 2)] : [];
    });
  return { text, lines, segments, values, has: (tag) => values(tag).length > 0 };
}

/** Of `#TAG:A=1,B="x,y"`; quotes are taken off. */
export function attributesOf(line: string): Record<string, string> {
  const list = line.slice(line.indexOf(':') + 1);
  const found = [...list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')]));
}

function rangeOf(line: string): ListedSegment['range'] {
  const [bytes, from] = line.slice('#EXT-X-BYTERANGE:'.length).split('@').map(Number);
  return { bytes: bytes ?? Number.NaN, from: from ?? Number.NaN };
}
