import type { Visitor } from './visitor';

export interface Played {
  lists: number;
  segments: number;
  bytes: number;
  /** Seconds of the longest track, and of the shortest. */
  longest: number;
  shortest: number;
  /** Addresses that gave anything but what they promise. */
  wrong: string[];
}

/** Starts a session and fetches every list and every byte of every track, as a player would that tries all of them. */
export async function playEverything(visitor: Visitor, videoId: string): Promise<Played> {
  const { manifestUrl } = await visitor.api<{ manifestUrl: string }>('POST', `/videos/${videoId}/playback`);
  const played: Played = { lists: 0, segments: 0, bytes: 0, longest: 0, shortest: Number.POSITIVE_INFINITY, wrong: [] };
  const master = await textOf(visitor, manifestUrl, played);
  const lists = new Set(
    master
      .split('\n')
      .flatMap((line) => (line.startsWith('#') ? [/URI="([^"]+\.m3u8[^"]*)"/.exec(line)?.[1] ?? ''] : [line]))
      .filter(Boolean),
  );
  for (const uri of lists) await playTrack(visitor, beside(manifestUrl, uri), played);
  return played;
}

async function playTrack(visitor: Visitor, listUrl: string, played: Played): Promise<void> {
  const list = await textOf(visitor, listUrl, played);
  const seconds = [...list.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, each]) => sum + Number(each), 0);
  // A list of still pictures for winding is not played, and may end with its last picture.
  if (!list.includes('#EXT-X-I-FRAMES-ONLY')) {
    played.longest = Math.max(played.longest, seconds);
    played.shortest = Math.min(played.shortest, seconds);
  }
  const first = /#EXT-X-MAP:URI="([^"]+)"/.exec(list)?.[1];
  const media = new Set(list.split('\n').filter((line) => line && !line.startsWith('#')));
  if (!list.includes('#EXT-X-ENDLIST')) played.wrong.push(`${listUrl} has no end`);
  for (const uri of [...(first ? [first] : []), ...media]) await playSegment(visitor, beside(listUrl, uri), played);
}

// The whole, and then its second half by range: whichever dyno answers must give the same bytes.
async function playSegment(visitor: Visitor, url: string, played: Played): Promise<void> {
  const whole = await visitor.ask('GET', url);
  const half = Math.floor(whole.bytes.length / 2);
  const part = await visitor.ask('GET', url, { headers: { range: `bytes=${half}-` } });
  const same = part.status === 206 && part.bytes.equals(whole.bytes.subarray(half));
  if (whole.status !== 200 || whole.bytes.length === 0 || !same)
    played.wrong.push(`${url}: ${whole.status}, ${part.status}`);
  played.segments++;
  played.bytes += whole.bytes.length;
}

async function textOf(visitor: Visitor, url: string, played: Played): Promise<string> {
  const { status, bytes } = await visitor.ask('GET', url);
  if (status !== 200) played.wrong.push(`${url}: ${status}`);
  played.lists++;
  return bytes.toString();
}

function beside(url: string, uri: string): string {
  const resolved = new URL(uri, new URL(url, 'http://any.example'));
  return resolved.pathname + resolved.search;
}
