import { z } from 'zod';
export const channelShape = z.object({ handle: z.string() });
