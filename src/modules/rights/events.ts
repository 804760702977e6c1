import { z } from 'zod';
import { defineEvent } from '../../platform/bus';

/** Windows, access, age or settings changed: whoever keeps a decision about these asks again. */
export const rightsChanged = defineEvent({
  name: 'rights.changed',
  schema: z.object({
    channelId: z.uuid(),
    /** Null: whatever the channel has. */
    videoIds: z.array(z.uuid()).nullable(),
    at: z.iso.datetime(),
  }),
});

/** Somebody may watch more or less than before. */
export const entitlementChanged = defineEvent({
  name: 'entitlement.changed',
  schema: z.object({ accountId: z.uuid(), channelId: z.uuid(), at: z.iso.datetime() }),
});
