import type { Viewer } from '../../modules/playback';
import type { RawRoute } from '../../platform/http';

export type RawCall = Parameters<RawRoute['handle']>[0];

/** A request for a page, with who asks and from where. */
export type PageCall = RawCall & { viewer: Viewer };

export type Answer = (call: PageCall) => Promise<void>;
