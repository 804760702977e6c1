import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Visitor } from './visitor';

const run = promisify(execFile);

export interface PlayedTrack {
  kind: 'video' | 'audio';
  /** Whether the list says that nothing follows. */
  ended: boolean;
  segments: number;
  /** Sum of EXTINF. */
  seconds: number;
  /** Init segment and all segments in order: a playable file. */
  bytes: Buffer;
}

interface MediaList {
  initUri: string;
  uris: string[];
  seconds: number;
  ended: boolean;
}

/** Follows a manifest as a player does and fetches every byte of every track. */
export async function playWhole(visitor: Visitor, manifestUrl: string): Promise<PlayedTrack[]> {
  const master = await text(visitor, manifestUrl);
  const variants = master.split('\n').filter((line) => line && !line.startsWith('#'));
  const audio = [...master.matchAll(/#EXT-X-MEDIA:TYPE=AUDIO[^\n]*URI="([^"]+)"/g)].map(([, uri = '']) => uri);
  const audioOnly = variants.length === 1 && audio.length === 0 && !/RESOLUTION=/.test(master);
  const tracks = [
    ...variants.map((uri) => ({ uri, kind: audioOnly ? ('audio' as const) : ('video' as const) })),
    ...audio.map((uri) => ({ uri, kind: 'audio' as const })),
  ];
  return Promise.all(tracks.map(({ uri, kind }) => playTrack(visitor, relative(manifestUrl, uri), kind)));
}

async function playTrack(visitor: Visitor, listUrl: string, kind: PlayedTrack['kind']): Promise<PlayedTrack> {
  const list = parseList(await text(visitor, listUrl));
  const parts = [await bytes(visitor, relative(listUrl, list.initUri))];
  for (const uri of list.uris) parts.push(await bytes(visitor, relative(listUrl, uri)));
  return { kind, ended: list.ended, segments: list.uris.length, seconds: list.seconds, bytes: Buffer.concat(parts) };
}

function parseList(playlist: string): MediaList {
  const lines = playlist.split('\n');
  return {
    initUri: /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1] ?? '',
    uris: lines.filter((line) => line && !line.startsWith('#')),
    seconds: [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0),
    ended: lines.includes('#EXT-X-ENDLIST'),
  };
}

function relative(base: string, uri: string): string {
  const { pathname, search } = new URL(uri, new URL(base, 'http://any'));
  return pathname + search;
}

async function text(visitor: Visitor, path: string): Promise<string> {
  const answer = await visitor.fetch(path);
  if (answer.status !== 200) throw new Error(`GET ${path.replace(/\/p\/[^/]+/, '/p/…')}: ${answer.status}`);
  return answer.text();
}

async function bytes(visitor: Visitor, path: string): Promise<Buffer> {
  const answer = await visitor.fetch(path);
  if (answer.status !== 200) throw new Error(`GET ${path.replace(/\/p\/[^/]+/, '/p/…')}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Frames a decoder gets out of a film, by decoding it. */
export async function countFrames(film: Buffer | string): Promise<number> {
  return withFile(film, async (path) => {
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-count_frames', '-select_streams', 'v:0'],
      ...['-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path],
    ]);
    return Number(stdout.split('\n')[0]);
  });
}

async function withFile<T>(film: Buffer | string, use: (path: string) => Promise<T>): Promise<T> {
  if (typeof film === 'string') return use(film);
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-played-'));
  try {
    const path = join(folder, 'film.mp4');
    await writeFile(path, film);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
