import { loadConfig } from '../../platform/config';
export const config = loadConfig();
