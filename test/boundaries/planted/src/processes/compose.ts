import { value } from '../modules/videos';
export const composed = value;
