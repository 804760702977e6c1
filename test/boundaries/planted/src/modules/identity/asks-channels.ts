import type { Door } from '../channels';
export type Stranger = Door;
