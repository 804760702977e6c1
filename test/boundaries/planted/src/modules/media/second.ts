import type { First } from './first';
export const second = (): First => 1;
