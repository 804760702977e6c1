import type { Door } from '../videos';
export type Stranger = Door;
