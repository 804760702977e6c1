import type { Door } from '../live';
export type Stranger = Door;
