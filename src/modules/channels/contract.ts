import { z } from 'zod';
import { instant, safeText } from '../../platform/http/text';

export const handleSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_-]{3,30}$/, { error: 'Use 3 to 30 letters, digits, - or _.' })
  .regex(/^[a-z0-9].*[a-z0-9]$/, { error: 'Begin and end with a letter or a digit.' });

const name = safeText({ min: 1, max: 80 });
const description = safeText({ max: 5_000 });

export const openChannelBody = z.strictObject({ handle: handleSchema, name, description: description.optional() });
export type OpenChannelBody = z.infer<typeof openChannelBody>;

export const editChannelBody = z.strictObject({ name: name.optional(), description: description.optional() });
export type EditChannelBody = z.infer<typeof editChannelBody>;

/** `GET /handles/:handle`: whether a channel could be opened under it now. */
export const handleAnswer = z.object({ handle: z.string(), free: z.boolean() });

export const teamRoleSchema = z.enum(['owner', 'editor', 'moderator', 'analyst']);

export const channelView = z.object({
  /** `chn_…` */
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  description: z.string(),
  /** Site-relative; the widest size. `pictureAt` gives the others. */
  avatarUrl: z.string().nullable(),
  bannerUrl: z.string().nullable(),
  /** Sent as ETag; send it back in `If-Match`. */
  version: z.number().int(),
  createdAt: instant,
});
export type ChannelView = z.infer<typeof channelView>;

export const ownChannelView = channelView.extend({ role: teamRoleSchema });
export type OwnChannelView = z.infer<typeof ownChannelView>;

/** `GET /me/channels`: never more than a person can be on the team of, so one page. */
export const ownChannelList = z.object({ items: z.array(ownChannelView), nextCursor: z.null() });

export const teamMemberView = z.object({
  /** `acc_…` */
  accountId: z.string(),
  displayName: z.string(),
  /** Shown to owners only. */
  email: z.string().nullable(),
  role: teamRoleSchema,
  since: instant,
});
export type TeamMemberView = z.infer<typeof teamMemberView>;

export const teamList = z.object({ items: z.array(teamMemberView), nextCursor: z.null() });

export const setTeamRoleBody = z.strictObject({ role: teamRoleSchema });

/** Widths in pixels in which every picture exists. */
export const avatarWidths = [64, 128, 256, 512] as const;
export const bannerWidths = [640, 1280, 2560] as const;

/** The address of the same picture at another of its widths. */
export function pictureAt(url: string, width: number): string {
  return url.replace(/\/\d+\.webp$/, `/${width}.webp`);
}
