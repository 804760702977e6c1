import { rows } from '../src/modules/videos/store';
export const up = async () => void rows;
