import { createChannels } from '../modules/channels';
import { createDiscovery } from '../modules/discovery';
import { createIdentity } from '../modules/identity';
import { createMedia } from '../modules/media';
import { createPlayback } from '../modules/playback';
import { createRights } from '../modules/rights';
import { createUploads } from '../modules/uploads';
import { createVideos } from '../modules/videos';
import type { Secrets } from '../platform/config';
import type { Platform } from './platform';
import type { Closers } from './shutdown';

/** The wiring diagram: the rooms in the order in which they ask one another. */
export function createRooms(platform: Platform, secrets: Secrets, closers: Closers) {
  const { db, clock, cache, bus: outbox, storage, logger, config } = platform;
  const { dataDir, publicUrl } = config;
  const { identityKey, playbackKey } = secrets;
  const playbackKeys = playbackKey ? [playbackKey] : [];

  const identity = createIdentity({ db, clock, outbox, cache, logger, publicUrl, secrets: { identityKey } });
  const channels = createChannels({ db, clock, outbox, storage, identity });
  const videos = createVideos({ db, clock, outbox, cache, logger, identity, channels });
  closers.push(() => videos.close());
  const receiving = { config: config.uploads, dataDir };
  const uploads = createUploads({ db, clock, outbox, cache, storage, logger, channels, videos, ...receiving });
  closers.push(() => uploads.close());
  const media = createMedia({ db, clock, outbox, storage, logger, videos });
  const rights = createRights();
  const playback = createPlayback({ db, clock, storage, logger, playbackKeys, channels, videos, media, rights });
  closers.push(() => playback.close());
  const discovery = createDiscovery({ db, clock, channels, videos, playback, rights });
  return { identity, channels, videos, uploads, media, rights, playback, discovery };
}
