import { z } from 'zod';
import { instant } from '../../platform/http/text';
import { refusalReasonSchema, remedyView } from '../playback/contract';
import { videoTeamView } from '../videos/contract';

/** A video as a list for viewers shows it. */
export const listedVideoView = z.object({
  view: z.literal('public'),
  /** `vid_…` */
  id: z.string(),
  title: z.string(),
  durationMs: z.number().int().nullable(),
  posterUrl: z.string().nullable(),
  publishedAt: instant,
  channel: z.object({ handle: z.string(), name: z.string(), avatarUrl: z.string().nullable() }),
  /** Null: this viewer may watch it. Else why not, and what opens it, each at once. */
  locked: z.object({ reason: refusalReasonSchema, remedies: z.array(remedyView) }).nullable(),
});
export type ListedVideoView = z.infer<typeof listedVideoView>;

/** A video as a viewer who may watch it sees it. */
export const videoPublicView = listedVideoView.extend({
  description: z.string(),
  tags: z.array(z.string()),
});
export type VideoPublicView = z.infer<typeof videoPublicView>;

/** `GET /videos`: what is new on this site. */
export const listedVideos = z.object({ items: z.array(listedVideoView), nextCursor: z.string().nullable() });
export type ListedVideos = z.infer<typeof listedVideos>;

/** `GET /videos/:id`: `view` tells which of the two it is. */
export const videoView = z.discriminatedUnion('view', [videoTeamView, videoPublicView]);
export type VideoView = z.infer<typeof videoView>;

/** `GET /channels/:handle/videos`: the library for the team, what may be browsed for anybody else. */
export const channelVideos = z.object({
  items: z.array(z.discriminatedUnion('view', [videoTeamView, listedVideoView])),
  nextCursor: z.string().nullable(),
});
export type ChannelVideos = z.infer<typeof channelVideos>;
