export type { BucketConfig } from './bucket';
export { type Config, ConfigError, loadConfig, type ProcessName, type Secrets } from './config';
export { envSchema } from './env';
export { Secret } from './secret';
