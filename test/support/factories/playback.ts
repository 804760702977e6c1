import type { PublicationFacts, TeamRole } from '../../../src/modules/access';
import type { MediaRendition, PlaybackSet } from '../../../src/modules/media';
import type { VideoFacts } from '../../../src/modules/videos';
import { newId, newPublicId } from '../../../src/platform/ids';
import { rightsInMemory } from './rights';

export const everywherePublic: PublicationFacts = {
  visibility: 'public',
  startsAt: null,
  endsAt: null,
  passwordId: null,
};

export function aVideo(overrides: Partial<VideoFacts> = {}): VideoFacts {
  return {
    id: newId(),
    publicId: newPublicId('vid'),
    channelId: newId(),
    title: 'A day at sea',
    description: '',
    tags: [],
    status: 'ready',
    playable: true,
    durationMs: 18_000,
    posterUrl: null,
    trashedAt: null,
    publication: everywherePublic,
    publishedAt: new Date('2026-05-01T11:00:00Z'),
    version: 1,
    createdAt: new Date('2026-05-01T10:00:00Z'),
    ...overrides,
  };
}

export function aRendition(generationId: string, overrides: Partial<MediaRendition> = {}): MediaRendition {
  const name = overrides.name ?? '360p';
  return {
    name,
    kind: 'video',
    codecs: 'avc1.64001f',
    width: 640,
    height: 360,
    frameRate: 25,
    channels: null,
    timescale: 90_000,
    targetDurationSeconds: 6,
    expectedBitsPerSecond: 900_000,
    path: `${generationId}/${name}`,
    initFile: 'f1/init.mp4',
    complete: true,
    segments: [0, 1, 2].map((number) => ({
      number,
      durationTicks: 540_000,
      bytes: 500_000,
      file: `f1/s${number}.m4s`,
      pictureBytes: null,
    })),
    ...overrides,
  };
}

export function aSet(generationId: string, ...renditions: MediaRendition[]): PlaybackSet {
  return { generationId, durationMs: 18_000, renditions, storyboard: null };
}

/** The rooms that playback asks, held in memory: change what they say in the middle of a film. */
export function neighbours() {
  const videos = new Map<string, VideoFacts>();
  const current = new Map<string, PlaybackSet>();
  const sets = new Map<string, PlaybackSet>();
  const roles = new Map<string, Map<string, TeamRole>>();
  const passwords = new Map<string, { id: string; password: string }>();
  const asked = { factsOf: 0, rolesOf: 0, playbackSet: 0 };
  let away = false;
  let country: string | null = null;
  const answer = <T>(value: T): Promise<T> =>
    away ? Promise.reject(new Error('Connection terminated')) : Promise.resolve(value);
  return {
    ...rightsInMemory(() => answer(undefined)),
    asked,
    /** While true, every question fails as with the database gone. */
    setAway: (value: boolean) => {
      away = value;
    },
    /** Where every request comes from, from now on. */
    setCountry: (code: string | null) => {
      country = code;
    },
    setPassword: (publicId: string, password: string, id: string) => void passwords.set(publicId, { id, password }),
    geo: { countryOf: () => ({ country, by: 'address' as const }) },
    keep: (video: VideoFacts) => void videos.set(video.id, video),
    forget: (id: string) => void videos.delete(id),
    /** Serves this generation from now on; those before it stay until they are retired. */
    keepSet: (videoId: string, set: PlaybackSet) => {
      current.set(videoId, set);
      sets.set(`${videoId} ${set.generationId}`, set);
    },
    retire: (videoId: string, generationId: string) => void sets.delete(`${videoId} ${generationId}`),
    setRole: (accountId: string, channelId: string, role: TeamRole) =>
      void roles.set(accountId, new Map([...(roles.get(accountId) ?? []), [channelId, role]])),
    videos: {
      findByPublicId: (publicId: string) =>
        answer([...videos.values()].find((video) => video.publicId === publicId) ?? null),
      checkPassword: async (publicId: string, password: string) => {
        await answer(undefined);
        const kept = passwords.get(publicId);
        return kept?.password === password ? kept.id : null;
      },
      factsOf: (ids: readonly string[]) => {
        asked.factsOf++;
        return answer(ids.flatMap((id) => videos.get(id) ?? []));
      },
    },
    channels: {
      rolesOf: (accountId: string) => {
        asked.rolesOf++;
        return answer(roles.get(accountId) ?? new Map<string, TeamRole>());
      },
    },
    media: {
      playbackSet: (videoId: string, generationId?: string) => {
        asked.playbackSet++;
        const set = generationId ? sets.get(`${videoId} ${generationId}`) : current.get(videoId);
        return answer(set ?? null);
      },
    },
  };
}

export type Neighbours = ReturnType<typeof neighbours>;
