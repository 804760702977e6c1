import { randomBytes } from 'node:crypto';
import type { PatientClient, Tries } from './patient-client';

/** What one client knows of a video of its own: everything here was acknowledged. */
export interface OwnVideo {
  publicId: string;
  title: string;
  /** As the library's history names them. */
  deeds: string[];
  visibility: 'public' | 'unlisted' | null;
  trashed: boolean;
  /** In the order they were completed. */
  uploads: OwnUpload[];
}

export interface OwnUpload {
  uploadId: string;
  bytes: Buffer;
  isFilm: boolean;
}

export interface Done {
  tries: Tries;
  video: OwnVideo;
  /** Its place in the video's history; null for an upload, which leaves no line there. */
  deed: number | null;
}

interface Operation {
  /** Share among the operations that are possible now. */
  weight: number;
  suits(video: OwnVideo): boolean;
  run(client: PatientClient, video: OwnVideo, mark: string, films: readonly Buffer[]): Promise<Tries>;
}

/** Everything but a first draft; each changes something, so that once and twice can be told apart. */
const operations: readonly Operation[] = [
  {
    weight: 15,
    suits: ({ trashed }) => !trashed,
    run: async (client, video, mark) => {
      const { tries } = await client.ask('PATCH', `/videos/${video.publicId}`, { title: `Edited ${mark}` });
      video.title = `Edited ${mark}`;
      video.deeds.push('edited');
      return tries;
    },
  },
  {
    weight: 22,
    suits: ({ trashed }) => !trashed,
    run: publishOrUnlist,
  },
  {
    weight: 8,
    suits: ({ trashed, visibility }) => !trashed && visibility !== null,
    run: async (client, video) => {
      const { tries } = await client.ask('DELETE', `/videos/${video.publicId}/publication`);
      video.visibility = null;
      video.deeds.push('unpublished');
      return tries;
    },
  },
  {
    weight: 8,
    suits: ({ trashed }) => !trashed,
    run: async (client, video) => {
      const { tries } = await client.ask('DELETE', `/videos/${video.publicId}`);
      video.trashed = true;
      video.deeds.push('trashed');
      return tries;
    },
  },
  {
    weight: 12,
    suits: ({ trashed }) => trashed,
    run: async (client, video) => {
      const { tries } = await client.ask('POST', `/videos/${video.publicId}/restore`);
      video.trashed = false;
      video.deeds.push('restored');
      return tries;
    },
  },
  {
    weight: 10,
    suits: ({ trashed, uploads }) => !trashed && uploads.length === 0,
    run: (client, video) => send(client, video, { bytes: randomBytes(40_000), isFilm: false }),
  },
  {
    weight: 7,
    suits: ({ trashed, uploads }) => !trashed && uploads.length === 0,
    run: (client, video, mark, films) => send(client, video, { bytes: oneOf(films, mark), isFilm: true }),
  },
  {
    // A source replaced, of either kind, by a film.
    weight: 5,
    suits: ({ trashed, uploads }) => !trashed && uploads.length === 1,
    run: (client, video, mark, films) => send(client, video, { bytes: oneOf(films, mark), isFilm: true }),
  },
];

/** Does one thing, chosen by two numbers from 0 to 1. */
export async function operate(
  client: PatientClient,
  own: OwnVideo[],
  [which, on]: readonly [number, number],
  mark: string,
  films: readonly Buffer[],
): Promise<Done> {
  const video = own[Math.floor(on * own.length)];
  const possible = video ? operations.filter(({ suits }) => suits(video)) : [];
  const weights = possible.reduce((sum, { weight }) => sum + weight, 0);
  let left = which * (weights + draftWeight) - draftWeight;
  if (!video || left < 0) return draft(client, own, mark);
  const chosen = possible.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (!chosen) return draft(client, own, mark);
  const before = video.deeds.length;
  const tries = await chosen.run(client, video, mark, films);
  return { tries, video, deed: video.deeds.length > before ? before : null };
}

const draftWeight = 22;

export async function draft(client: PatientClient, own: OwnVideo[], mark: string): Promise<Done> {
  const title = `Draft ${mark}`;
  const path = `/channels/${client.handle}/videos`;
  const { status, body, tries } = await client.ask('POST', path, { title });
  const publicId = status === 409 ? await foundAs(client, title) : String(body.id);
  const video: OwnVideo = { publicId, title, deeds: ['drafted'], visibility: null, trashed: false, uploads: [] };
  own.push(video);
  return { tries, video, deed: 0 };
}

/** The answer was lost for good: the list says what the request made. */
async function foundAs(client: PatientClient, title: string): Promise<string> {
  const { body } = await client.ask('GET', `/channels/${client.handle}/videos?q=${encodeURIComponent(title)}`);
  const [found] = body.items as { id: string; title: string }[];
  if (found?.title !== title) throw new Error(`The draft ${title} took effect, and is not in the list`);
  return found.id;
}

/** To the other of the two visibilities. */
export async function publishOrUnlist(client: PatientClient, video: OwnVideo): Promise<Tries> {
  const visibility = video.visibility === 'public' ? 'unlisted' : 'public';
  const { tries } = await client.ask('PUT', `/videos/${video.publicId}/publication`, { visibility });
  video.visibility = visibility;
  video.deeds.push('published');
  return tries;
}

export async function send(client: PatientClient, video: OwnVideo, what: Omit<OwnUpload, 'uploadId'>): Promise<Tries> {
  const { uploadId, tries } = await client.upload(video.publicId, what.bytes);
  video.uploads.push({ uploadId, ...what });
  return tries;
}

function oneOf(films: readonly Buffer[], mark: string): Buffer {
  return films[mark.length % films.length] ?? Buffer.alloc(0);
}
