import type { Door } from '../billing';
export type Stranger = Door;
