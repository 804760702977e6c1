import type { RawRoute } from '../../platform/http';

export type PageCall = Parameters<RawRoute['handle']>[0];
