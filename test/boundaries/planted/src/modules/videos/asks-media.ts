import type { Door } from '../media';
export type Stranger = Door;
