import { z } from 'zod';
import { instant, passwordText, safeText } from '../../platform/http/text';

const title = safeText({ min: 1, max: 200 });
const description = safeText({ max: 10_000 });
const tags = z.array(safeText({ min: 1, max: 50 })).max(30, { error: 'Use at most 30 tags.' });

export const draftVideoBody = z.strictObject({
  title,
  description: description.optional(),
  tags: tags.optional(),
});
export type DraftVideoBody = z.infer<typeof draftVideoBody>;

export const editVideoBody = z.strictObject({
  title: title.optional(),
  description: description.optional(),
  tags: tags.optional(),
});
export type EditVideoBody = z.infer<typeof editVideoBody>;

export const visibilitySchema = z.enum(['public', 'unlisted', 'password', 'private']);

// Beyond these years an instant cannot be written as RFC 3339 any more once its offset is taken out.
const plannable = instant.refine((text) => text >= '1970' && text < '9999', { error: 'Choose a year before 9999.' });

export const publishVideoBody = z
  .strictObject({
    visibility: visibilitySchema,
    /** With the visibility `password` only. Absent: the one in force stays. */
    password: passwordText({ min: 4, max: 200 }).optional(),
    /** Null or absent: at once. */
    startsAt: plannable.nullable().default(null),
    /** Null or absent: without end. Exclusive. */
    endsAt: plannable.nullable().default(null),
  })
  .refine(({ startsAt, endsAt }) => !startsAt || !endsAt || Date.parse(startsAt) < Date.parse(endsAt), {
    path: ['endsAt'],
    error: 'The end must lie after the start.',
  })
  .refine(({ visibility, password }) => password === undefined || visibility === 'password', {
    path: ['password'],
    error: 'Only a video with the visibility `password` has one.',
  });
export type PublishVideoBody = z.infer<typeof publishVideoBody>;

export const videoStatusSchema = z.enum(['draft', 'uploading', 'processing', 'ready', 'failed']);

export const renditionView = z.object({
  name: z.string(),
  kind: z.enum(['video', 'audio']),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  state: z.enum(['waiting', 'working', 'ready', 'failed']),
  /** 0 to 1. */
  progress: z.number(),
  /** A sentence for the creator; null unless `state` is `failed`. */
  failure: z.string().nullable(),
});

export const publicationView = z.object({
  visibility: visibilitySchema,
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  /** When somebody last asked for this publication. It takes hold once the video is `playable`, not before `startsAt`. */
  publishedAt: instant,
});
export type PublicationView = z.infer<typeof publicationView>;

/** A video as its channel's team sees it. */
export const videoTeamView = z.object({
  view: z.literal('team'),
  /** `vid_…` */
  id: z.string(),
  channelHandle: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  status: videoStatusSchema,
  /** True from the moment the first segments play, also while a replacement is processed. */
  playable: z.boolean(),
  /** 0 to 1 over all renditions; runs on to 1 after `ready`. */
  progress: z.number(),
  /** From now until all renditions are made; null when nobody can tell. */
  etaSeconds: z.number().nullable(),
  /** From now until it plays at all; null when it does already or nobody can tell. */
  playableEtaSeconds: z.number().nullable(),
  renditions: z.array(renditionView),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  durationMs: z.number().int().nullable(),
  posterUrl: z.string().nullable(),
  /** Null: never published, or withdrawn. */
  publication: publicationView.nullable(),
  /** Set when the video will not play by its `startsAt`, or does not play though that is past. */
  late: z.object({ startsAt: instant, /** Null: nobody can tell. */ expectedAt: instant.nullable() }).nullable(),
  trashedAt: instant.nullable(),
  /** When a trashed video goes for good. */
  purgeAt: instant.nullable(),
  /** Sent as ETag; send it back in `If-Match`. */
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});
export type VideoTeamView = z.infer<typeof videoTeamView>;

/** The team's answer of `GET /channels/:handle/videos`. */
export const videoLibrary = z.object({ items: z.array(videoTeamView), nextCursor: z.string().nullable() });
export type VideoLibrary = z.infer<typeof videoLibrary>;

export const librarySortSchema = z.enum(['newest', 'oldest', 'title', 'updated']);

/** What the library can be narrowed by: `?status=&q=&trashed=&sort=`. */
export const libraryFilters = z.strictObject({
  status: videoStatusSchema.nullable().default(null),
  /** Part of the title. */
  q: safeText({ max: 100 }).nullable().default(null),
  trashed: z.enum(['true', 'false']).default('false'),
  sort: librarySortSchema.default('newest'),
});

export const videoChangeEntry = z.object({
  /** The video's version that this change made. */
  version: z.number().int(),
  /** What was done: `drafted`, `edited`, `published`, `unpublished`, `trashed`, `restored`. */
  what: z.string(),
  at: instant,
  /** `acc_…`; null where the account is gone. */
  accountId: z.string().nullable(),
  displayName: z.string().nullable(),
  /** Field → its value before and after. */
  fields: z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() })),
});
export type VideoChangeEntry = z.infer<typeof videoChangeEntry>;

export const videoHistory = z.object({ items: z.array(videoChangeEntry), nextCursor: z.string().nullable() });

export type VideoHistory = z.infer<typeof videoHistory>;

/**
 * `GET /channels/:handle/changes` (SSE, for the team). `event: listening` comes first: load the list once after it.
 * `event: resumed` comes instead when nothing was missed since `Last-Event-ID` (or `?after=`). Then `event: video`
 * carries a `videoTeamView` and `event: purged` a `purgedVideo`; every `id:` is a place to resume from.
 */
export const purgedVideo = z.object({ id: z.string() });
