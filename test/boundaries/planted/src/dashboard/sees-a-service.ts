import type { Door } from '../modules/videos';
export type Seen = Door;
