import { bFrames30, makeClip } from './clips';
import { draftVideo, openChannel, signUp, whenSettled } from './creator';
import type { MediaThings, NamedThings } from './every-address';
import type { Site } from './site';
import type { Visitor } from './visitor';

/** Words and bytes of one video, each of which betrays it wherever it turns up. */
export interface Canaries {
  /** What its page may tell where it may be spoken of. */
  words: readonly string[];
  /** What is the team's alone. */
  team: readonly string[];
  /** Names and bytes of its media. */
  media: readonly string[];
}

export interface RefusedWorld {
  owner: Visitor;
  handle: string;
  videoId: string;
  /** Of another video, which anybody may watch. */
  openVideoId: string;
  things: NamedThings;
  /** Where the video's first segment lies, below a session's address. */
  media: MediaThings;
  canaries: Canaries;
}

const germany = '193.99.144';
let clients = 10;

/** Of a client in Germany, each time another one. */
export function fromGermany(): Record<string, string> {
  return { 'x-forwarded-for': `${germany}.${clients++ % 250}` };
}

/** A channel with a video that holds canaries, and another that anybody may watch. */
export async function createRefusedWorld(site: Site): Promise<RefusedWorld> {
  const { creator: owner, handle } = await openChannel(site.url);
  const words = ['CANARY-title', 'CANARY-description', 'CANARY-tag'];
  const team = ['CANARY-window-reason', 'CANARY-note'];
  const videoId = await draftVideo(owner, handle, words[0]);
  await owner.patch(`/videos/${videoId}`, { description: words[1], tags: [words[2]] });
  const openVideoId = await draftVideo(owner, handle, 'A film for everybody');
  const uploadId = (await owner.upload(videoId, await makeClip(bFrames30(8)))).split('/').at(-1);
  await owner.upload(openVideoId, await makeClip(bFrames30(6)));
  await whenSettled(owner, videoId);
  await whenSettled(owner, openVideoId);
  await publish(owner, videoId, {});
  await publish(owner, openVideoId, {});
  const media = await mediaOf(owner, videoId);
  const token = await owner.post<{ id: string }>('/tokens', { name: 'a token', scopes: ['read'] });
  const sessions = await owner.get<{ items: { id: string }[] }>('/sessions');
  const things: NamedThings = {
    ...{ handle, videoId, uploadId: uploadId ?? '', tokenId: token.body.id },
    sessionId: sessions.body.items[0]?.id ?? '',
    accountId: String((await owner.get('/me')).body.id),
  };
  const bytes = Buffer.from(await (await owner.fetch(media.path)).arrayBuffer());
  const inside = bytes.subarray(bytes.length - 2_000, bytes.length - 1_960).toString('latin1');
  return {
    ...{ owner, handle, videoId, openVideoId, things, media },
    canaries: { words, team, media: [inside, media.generation] },
  };
}

export async function publish(owner: Visitor, videoId: string, more: Record<string, unknown>): Promise<void> {
  await done(owner.put(`/videos/${videoId}/publication`, { visibility: 'public', ...more }));
}

/** @throws unless the answer is a good one. */
export async function done<T extends { status: number; body: unknown }>(answer: Promise<T>): Promise<T> {
  const got = await answer;
  if (got.status >= 300) throw new Error(`${got.status} ${JSON.stringify(got.body)}`);
  return got;
}

/** Somebody new with an account in Germany, and the e-mail address to find them by. */
export async function stranger(site: Site, name: string): Promise<{ visitor: Visitor; email: string }> {
  const visitor = await signUp(site.url, name);
  return { visitor, email: String((await visitor.get('/me')).body.email) };
}

/** `/p/{token}` of a session, or null where it was refused. */
export async function sessionOf(visitor: Visitor, videoId: string, headers: Record<string, string> = {}) {
  const { body } = await visitor.post<{ manifestUrl?: string }>(`/videos/${videoId}/playback`, undefined, { headers });
  return body.manifestUrl?.replace('/master.m3u8', '') ?? null;
}

/** Where the first segment lies. The owner asks while everybody may, so that there is a public path. */
async function mediaOf(visitor: Visitor, videoId: string): Promise<MediaThings & { path: string }> {
  const base = await sessionOf(visitor, videoId);
  if (!base) throw new Error('The owner may not watch the video');
  const master = await (await visitor.fetch(`${base}/master.m3u8`)).text();
  const list = new URL(/^[^#\s].*\.m3u8$/m.exec(master)?.[0] ?? '', `http://site${base}/`).pathname;
  const [, , key = '', generation = '', rendition = ''] = list.split('/');
  const segments = await (await visitor.fetch(list)).text();
  const [fence = '', file = ''] = (/^[^#\s].*\.m4s$/m.exec(segments)?.[0] ?? '').split('/');
  const path = list.replace(/[^/]+$/, `${fence}/${file}`);
  return { token: base.split('/').at(-1) ?? '', key, generation, rendition, fence, file, path };
}
