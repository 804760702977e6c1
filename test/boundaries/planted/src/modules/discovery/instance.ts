import { value } from '../videos';
export const grabbed = value;
