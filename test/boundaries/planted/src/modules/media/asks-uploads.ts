import type { Door } from '../uploads';
export type Stranger = Door;
