import { z } from 'zod';
import { channelShape } from '../channels/contract';
export const videoShape = z.object({ channel: channelShape });
