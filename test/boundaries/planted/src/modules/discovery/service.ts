import type { Door } from '../videos';
import { value as rules } from '../access';
import { videoPublished } from '../videos/events';
import { videoShape } from '../videos/contract';
import type { Secret } from '../../platform/config';
export const known = [rules, videoPublished, videoShape] as const;
export type Doors = Door | Secret;
