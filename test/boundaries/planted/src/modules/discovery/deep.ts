import { rows } from '../videos/store';
export const stolen = rows;
