import type { Door } from '../geo';
export type Stranger = Door;
