import type { Door } from '../../modules/videos';
export type Room = Door;
