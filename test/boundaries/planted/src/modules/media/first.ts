import { second } from './second';
export type First = number;
export const first = (): First => second();
