import { z } from 'zod';
import { defineEvent } from '../../platform/bus';

/** Somebody signed up. Carries no address: ask `accountsByIds` when one is needed. */
export const accountCreated = defineEvent({
  name: 'account.created',
  schema: z.object({
    accountId: z.uuid(),
    publicId: z.string(),
    displayName: z.string(),
    createdAt: z.iso.datetime(),
  }),
});
