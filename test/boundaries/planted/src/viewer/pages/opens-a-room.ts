import { value } from '../../modules/videos';
export const opened = value;
