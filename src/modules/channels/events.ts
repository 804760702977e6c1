import { z } from 'zod';
import { defineEvent } from '../../platform/bus';
import { teamRoleSchema } from './contract';

const channelSnapshot = z.object({
  channelId: z.uuid(),
  publicId: z.string(),
  handle: z.string(),
  name: z.string(),
  avatarUrl: z.string().nullable(),
  /** Grows with every change; the higher one is the newer truth. */
  version: z.number().int(),
});

export const channelOpened = defineEvent({
  name: 'channel.opened',
  schema: channelSnapshot.extend({ ownerAccountId: z.uuid() }),
});

export const channelUpdated = defineEvent({ name: 'channel.updated', schema: channelSnapshot });

export const teamChanged = defineEvent({
  name: 'team.changed',
  schema: z.object({
    channelId: z.uuid(),
    accountId: z.uuid(),
    /** Null: no longer on the team. */
    role: teamRoleSchema.nullable(),
    previousRole: teamRoleSchema.nullable(),
    actorAccountId: z.uuid(),
    at: z.iso.datetime(),
  }),
});
