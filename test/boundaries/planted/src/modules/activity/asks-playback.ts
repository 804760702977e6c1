import type { Door } from '../playback';
export type Stranger = Door;
